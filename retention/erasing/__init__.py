"""Making a record nameless: its rows, their history, files, texts that name it, and what waits.

`scopes` says what is left, `needles` what would still tell who it was; `rows`, `texts`, `waiting`
and `files` are where that stands, `services` does all of it at once.
"""
