"""Opening a table that somebody sends, whatever its name says it is."""

from decisions.tables import delimited, workbooks
from decisions.tables.incoming import LARGEST, Fault, Incoming, Unusable

_ZIP = b"PK\x03\x04"
_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"


def read(content: bytes) -> Incoming:
    """The table, its header read already. Raises Unusable, now or while its rows are gone through."""
    if len(content) > LARGEST:
        raise Unusable(Fault.TOO_LARGE)
    if content.startswith(_OLD_OR_ENCRYPTED):
        raise Unusable(Fault.OLD_SPREADSHEET)
    return workbooks.read(content) if content.startswith(_ZIP) else delimited.read(content)
