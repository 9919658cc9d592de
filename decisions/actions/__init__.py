"""Every change to a record: keyword-only, atomic, ending in the ledger."""
