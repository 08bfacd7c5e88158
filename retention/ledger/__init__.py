"""The ledger of erasures: a file outside of the database, and its replay over what was restored."""
