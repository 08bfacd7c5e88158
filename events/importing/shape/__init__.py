"""From the sheets of a file to rows under known columns, whatever the list looks like.

Grid (`files`) → shape (here) → meaning (`parsing`, `values`) → plan (`planning`). What a file does
not say is asked (`questions`): by the page once, by the command as bad rows that name an option.
"""
