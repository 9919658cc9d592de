"""The audit chain: its head, and holding it against what it should be. Only actions may ask the ledger."""

from collections.abc import Collection

from decisions import ledger
from decisions.ledger import Verification
from decisions.text.heads import Head


def audit_head() -> Head:
    """How long the chain is and its newest seal, to be written down outside of the database, as `str()` of it.

    `manage.py verify_audit --against` finds such heads in any text, one or many, so a backup may write it on a line of
    its own or as a string in JSON. Within a transaction it is the head of what that transaction sees.
    """
    return ledger.head()


def verify(*, against: Collection[Head] = ()) -> Verification:
    """Walk through the whole chain, and look for heads that were written down elsewhere."""
    return ledger.verify(against=against)
