"""The map of the code names what there is: every app, and every folder of a subject."""

import re

from django.conf import settings

ROOT = settings.BASE_DIR
# What each Django project has, and pages that are filed by kind (CONTRIBUTING.md).
ORDINARY = "forms management migrations models templates templatetags views".split()
APPS = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
FIRST_CELL = re.compile(r"^\| *(.*?) *\|", re.MULTILINE)


def folders_in(text):
    """What is named in the first cells of the tables of a page, as `events/register`."""
    named = " ".join(FIRST_CELL.findall(text))
    return {name.rstrip("/") for name in re.findall(r"`([a-z_]+(?:/[a-z_]+)?/?)`", named)}


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def subjects():
    """Folders of modules right below an app that are none of the ordinary ones."""
    for app in APPS:
        for path in (ROOT / app).glob("*/__init__.py"):
            if path.parent.name not in ORDINARY:
                yield f"{app}/{path.parent.name}"


def test_the_map_of_the_readme_names_every_app():
    named = folders_in(read("README.md"))

    assert [app for app in APPS if app not in named] == []
    assert [name for name in named if not (ROOT / name).is_dir()] == []


def test_the_architecture_names_every_folder_of_a_subject_and_none_that_is_gone():
    named = {name for name in folders_in(read("docs/architecture.md")) if "/" in name}

    assert sorted(set(subjects()) - named) == []
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_folder_of_a_subject_says_what_it_is():
    silent = [name for name in subjects() if not read(f"{name}/__init__.py").startswith('"""')]

    assert silent == ["shkej/formats"]  # Django imports its parts by the language
