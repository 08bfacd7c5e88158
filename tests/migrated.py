"""Migrate the database that all tests begin with, unless it is kept: `python -m tests.migrated`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.databases import copies, set_up, tear_down  # noqa: E402

set_up()
tear_down()
copies().drop_migrated()
