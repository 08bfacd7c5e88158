"""What a worker that only waits must not have loaded: each of these takes megabytes.

Held by names, not by a figure of memory, which no two machines share. `benchmarks/worker.py`
measures it.
"""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.databases import address
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [MORE_ON_POSTGRESQL, pytest.mark.slow]

# What reads and writes files of a kind, of which a day has a few.
OF_FILES = {"pikepdf", "openpyxl", "lxml", "docx", "xlsxwriter", "weasyprint", "python_calamine"}
FOR_PAGES = {"shkej.urls", "PIL", "markdown_it", "segno"}
RUNS = """
import json, sys
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "db_worker", "--batch"])
idle = list(sys.modules)
from django.urls import reverse
reverse("home")
print(json.dumps([idle, list(sys.modules)]))
"""


@pytest.fixture
def loaded(transactional_db):
    """What a worker has loaded once everything came round, and what once it wrote an address."""
    ended = subprocess.run(
        [sys.executable, "-c", RUNS],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        check=True,
        text=True,
    )
    return [set(names) for names in json.loads(ended.stdout.splitlines()[-1])]


@pytest.mark.more
def test_a_worker_that_waits_has_loaded_no_pages_and_no_library_of_files(loaded):
    idle, with_addresses = loaded

    assert not idle & (OF_FILES | FOR_PAGES)
    assert "shkej.rounds" in idle, "it did not look at what comes round"
    assert "shkej.urls" in with_addresses
    assert not with_addresses & OF_FILES


@pytest.mark.more
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is spoken by psycopg2")
def test_a_worker_on_sqlite_has_not_loaded_the_driver_of_the_other_database(loaded):
    for names in loaded:
        assert "psycopg2" not in names
