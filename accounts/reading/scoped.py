"""Of which objects a reader of the log may see all lines: each app says it of its own.

An app above this one names its objects, by the label that lines bear, in `AppConfig.ready`.
"""

_rows = {}


def register(label, rows_of):
    """`rows_of(user)` gives the rows of `label` in the user's scope."""
    _rows[label] = rows_of


def scoped_rows(user):
    """(label, rows) of all that is in the user's scope."""
    return [(label, rows_of(user)) for label, rows_of in _rows.items()]
