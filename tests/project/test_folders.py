"""Folders stay small enough to be looked through, and tests are filed as the code is.

A folder that would have one module too many finds a subject.
"""

from collections import Counter

import pytest
from django.conf import settings

MOST = 20
PACKAGES = [file.parent for file in settings.BASE_DIR.glob("*/__init__.py")]
PLACES = [*PACKAGES, settings.BASE_DIR / "static", settings.BASE_DIR / "templates"]
LEFT_OUT = {"migrations", "vendor"}  # the first only grows, the second is not ours


def modules(ending):
    for place in PLACES:
        for path in place.rglob(f"*{ending}"):
            folder = path.relative_to(settings.BASE_DIR).parent
            if path.name != "__init__.py" and not LEFT_OUT & set(folder.parts):
                yield folder


@pytest.mark.parametrize("ending", [".py", ".html", ".js", ".css"])
def test_no_folder_holds_more_than_twenty_modules(ending):
    numbers = Counter(modules(ending))

    assert {str(folder): number for folder, number in numbers.items() if number > MOST} == {}


MOST_LINES = 300
# What the environment says of an installation is read in one place.
LONGER = {"shkej/settings.py"}


def code():
    """The modules of the program and of what is measured and called beside it."""
    for place in [*PACKAGES, settings.BASE_DIR / "scripts"]:
        for path in place.rglob("*.py"):
            folders = path.relative_to(settings.BASE_DIR).parts
            if folders[0] != "tests" and not LEFT_OUT & set(folders):
                yield path


def test_no_module_has_more_than_three_hundred_lines():
    lines = {
        path.relative_to(settings.BASE_DIR).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in code()
    }

    assert len(lines) > 500
    assert {name for name, number in lines.items() if number > MOST_LINES} == LONGER


TESTS = settings.BASE_DIR / "tests"
# Folders of tests/ that stand for no app.
NOT_OF_AN_APP = {
    "browser": "a real browser over all apps",
    "cases": "lists and texts of others, found outside",
    "databases": "what all tests begin with",
    "faults": "kills, full disks, several machines",
    "leaks": "each route, searched for names",
    "project": "what holds for all of the code, its documents and its pages",
    "security": "attacks on what docs/security.md promises over several subjects",
    "upgrade": "what was landed once",
    "webkit": "the main journeys as an iPhone draws them",
}
# Folders of tests/<app>/ that stand for no folder and no module of the app.
NOT_OF_THE_CODE = {
    "events/calendar/clients": "programs of others read what we write",
    "events/importing/shape/messy": "their files",
    "events/register/migrations": "migrations of events that change what a register wrote",
    "events/register/pages": "the page of a register, whichever subject acts on it",
    "reports/one_figure": "a figure, wherever it is shown",
    "reports/prp/data": "files of UNICEF's portal",
}


def is_there(folder):
    """Whether the code has the folder, or the module, that a folder of tests is named after."""
    return (settings.BASE_DIR / folder).is_dir() or (settings.BASE_DIR / f"{folder}.py").exists()


def test_tests_are_filed_as_the_code_is():
    files = (path for path in TESTS.rglob("*") if path.is_file())
    folders = {path.relative_to(TESTS).parent for path in files if "__pycache__" not in path.parts}
    ours = {
        str(folder) for folder in folders if folder.parts and folder.parts[0] not in NOT_OF_AN_APP
    }

    assert len(ours) > 50
    assert sorted(folder for folder in ours - set(NOT_OF_THE_CODE) if not is_there(folder)) == []


def test_what_is_filed_otherwise_is_there_and_needs_its_reason():
    listed = [*NOT_OF_AN_APP, *NOT_OF_THE_CODE]

    assert [folder for folder in listed if not (TESTS / folder).is_dir()] == []
    assert [folder for folder in listed if is_there(folder)] == []
