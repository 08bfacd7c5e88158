"""The address that a message about a done act carries, to undo it."""


def undo_url(message):
    """The address that undoes what a message tells of: given as `extra_tags="undo:<url>"`."""
    for tag in (message.extra_tags or "").split():
        if tag.startswith("undo:"):
            return tag.removeprefix("undo:")
    return ""
