"""What a change would do to figures, asked before it is made of whoever counts.

Apps that count stand above events: they say how by `register_preview` (`AppConfig.ready`).
"""

_previews = []


def register_preview(preview):
    """`preview(change)`: does, counts and takes back; returns what differs, for a page to show."""
    _previews.append(preview)


def effects_on_figures(change):
    """What `change()` would do; nothing remains changed."""
    return [effect for preview in _previews for effect in preview(change)]
