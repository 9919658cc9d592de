"""What may stand in a log: never a query string, since it says what a visitor was looking for."""

import logging
import re

_QUERY = re.compile(r"\?[^\s\"']*")


class WithoutQueryString(logging.Filter):
    """Removes the query string from the message and the arguments of a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _QUERY.sub("", str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(_QUERY.sub("", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
