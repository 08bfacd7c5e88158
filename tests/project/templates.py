"""The templates of the project, as tests read them."""

from django.conf import settings


def templates():
    """Yield the path of each: of the frame, and of each app."""
    for folder in settings.BASE_DIR.glob("*/templates"):
        yield from folder.rglob("*.html")
    yield from (settings.BASE_DIR / "templates").rglob("*.html")
