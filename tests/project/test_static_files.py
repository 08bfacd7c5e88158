"""Static files get names that change with their content, also where one script imports another."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder of all static files, collected as for a real installation."""
    folder = tmp_path_factory.mktemp("static")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "shkej.static_files.StaticFiles"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def scripts_of(folder):
    """The hashed scripts of our own."""
    return [path for path in Path(folder, "js").rglob("*.js") if HASHED.search(path.name)]


def test_scripts_import_each_other_by_the_names_that_change(collected):
    wrong = [
        f"{path.relative_to(collected)} imports {name}"
        for path in scripts_of(collected)
        for name in IMPORT.findall(path.read_text(encoding="utf-8"))
        if not HASHED.search(name) or not (path.parent / name).is_file()
    ]
    assert wrong == []


def test_the_store_and_its_database_are_among_them(collected):
    (queue,) = Path(collected, "js/register").glob("queue.*.js")
    (store,) = Path(collected, "js/register").glob("store.*.js")

    assert f'"./{store.name}"' in queue.read_text(encoding="utf-8")
    assert re.search(r'"../../vendor/idb/idb\.[0-9a-f]{12}\.js"', store.read_text(encoding="utf-8"))
