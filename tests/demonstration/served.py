"""The demonstration as `make run` serves it."""

import pytest

from accounts.access import access_table

START, BE, MAILS = "/start-here/", "/start-here/be/", "/start-here/mails/"


@pytest.fixture
def served(settings, tmp_path):
    """As `make run` serves: its routes, its table of access, its sign-in page."""
    settings.DEMONSTRATION = True
    settings.ROOT_URLCONF = "demonstration.urls"
    settings.ACCESS_TABLES = [
        *settings.ACCESS_TABLES,
        settings.BASE_DIR / "demonstration/access.toml",
    ]
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [
        engine | {"DIRS": [settings.BASE_DIR / "demonstration/over", *engine["DIRS"]]}
    ]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mails")
    access_table.cache_clear()
    yield
    access_table.cache_clear()
