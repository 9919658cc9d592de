"""What may stand in a log: nothing that says who was here or what a visitor was looking for."""

import logging
import re

# To the end of a request line or of any other line; browsers encode spaces and quotes, other programs do not.
_QUERY = re.compile(r"\?.*?(?= HTTP/\d|$)", re.MULTILINE)
# How Python writes the other end of a connection.
_PEER = re.compile(r"\('[0-9a-fA-F.:]+', \d+(?:, \d+, \d+)?\)")


class Discreet(logging.Formatter):
    """Takes query strings and addresses of visitors out of finished lines, those of tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return _PEER.sub("a visitor", _QUERY.sub("", super().format(record)))
