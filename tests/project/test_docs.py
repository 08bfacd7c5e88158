"""The written guides: links lead somewhere, what they name is there, and so is what code cites."""

import functools
import importlib.util
import pkgutil
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from accounts.access import access_table
from events.importing.columns import COLUMNS
from shkej import __version__

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
MENTION = re.compile(r"(?<![\w/.-])(?:[\w.-]+/)*[\w-][\w.-]*\.md\b")
# A document without its ending, as one names what everybody is thought to have at hand.
BARE = re.compile(r"\b(?:DESIGN|SECURITY|UNICEF|STYLE|LOOK|GLOSSARY)(?:,? section|, [RPF]?\d)")
# A requirement or a fault by its number, without the page on which it stands or without its folder.
NUMBER = re.compile(
    r"\([RPF]\d+(?:(?:,| to| and) [RPF]?\d+)*\)|(?<!docs/)\b(?:security|reliability)\.md, [RPF]\d+"
)
READ = {".py", ".md", ".html", ".css", ".js", ".mjs", ".toml", ".sh", ".yaml", ".in", ".example"}
PATH = re.compile(r"`((?:[\w-]+/)+[\w.-]*)`")
# A module or a script by its last names, and what stands in a module by its whole name.
CODE_FILE = re.compile(r"(?<![\w./*-])(?:[\w-]+/)*[\w-]+\.(?:py|js|mjs|html)\b(?!/)")
DOTTED = re.compile(r"(?<![\w./@-])[a-z_]+(?:\.\w+)+")
QUOTED = re.compile(r"`([^`\n]+)`")
COMMENT = re.compile(r"{% comment %}(.*?){% endcomment %}|{#(.*?)#}", re.S)
OURS = {path.parent.name for path in ROOT.glob("*/__init__.py")}
NEVER = {"utils.py"}  # the name that CONTRIBUTING forbids
# Made by a test, or of another program.
ELSEWHERE = ("node_modules/", "tests/upgrade/")
UNTRACKED = {"var", "staticfiles"}


def written():
    """Every file of the project that somebody writes by hand, vendored ones left out."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.splitlines()  # fmt: skip
    files = [ROOT / name for name in names if "/vendor/" not in name]
    return [file for file in files if file.suffix in READ and file.is_file()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def missing_documents(file, text):
    """What `text` of `file` cites and nobody can open."""
    places = (ROOT, ROOT / "docs", file.parent)
    cited = set(MENTION.findall(text))
    found = [name for name in cited if not any((p / name).exists() for p in places)]
    return found + BARE.findall(text) + ([] if file.suffix == ".md" else NUMBER.findall(text))


def test_no_code_and_no_page_cites_a_document_that_does_not_exist():
    missing = {
        str(file.relative_to(ROOT)): found
        for file in written()
        if file != Path(__file__) and not file.relative_to(ROOT).as_posix().startswith(ELSEWHERE)
        if (found := missing_documents(file, file.read_text(encoding="utf-8")))
    }

    assert missing == {}


@pytest.mark.parametrize("text", ["see HANDBOOK.md", "(DESIGN, section 4)", "docs/nothing.md says"])
def test_a_document_that_does_not_exist_is_noticed(text):
    assert missing_documents(ROOT / "README.md", text)


@pytest.mark.parametrize("text", ["(security.md, R6)", "on a full disk (F12)", "(P3, P4)"])
def test_code_that_cites_by_less_than_the_page_and_the_number_is_noticed(text):
    assert missing_documents(ROOT / "manage.py", text)
    assert not missing_documents(ROOT / "manage.py", "(docs/security.md, R6)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page):
    if page.name == "CHANGELOG.md":
        pytest.skip("it tells of files that were")
    own = {path.name for path in ROOT.iterdir() if path.is_dir()}
    paths = PATH.findall(page.read_text(encoding="utf-8"))
    ours = [path for path in paths if path.split("/")[0] in own - UNTRACKED]

    assert [path for path in ours if not path.endswith(".env") and not (ROOT / path).exists()] == []


def is_there(name):
    """Whether the dotted `name` is a module, what stands in one, a model or a permission."""
    if name in access_table()["permissions"]:
        return True
    try:
        if name.count(".") == 1 and apps.get_model(name):
            return True
    except LookupError:
        pass
    path = ROOT / name.replace(".", "/")
    if path.is_dir() or path.with_suffix(".py").exists():
        return True
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


@functools.cache
def file_names():
    """The files of ours, one a line, so that the end of a name can be looked for."""
    return "".join(f"/{path.relative_to(ROOT).as_posix()}\n" for path in written())


def missing_code(texts):
    """The files and modules of ours that `texts` name and nobody finds."""
    files = {name for text in texts for name in CODE_FILE.findall(text)} - NEVER
    modules = {name for text in texts for name in DOTTED.findall(text)}
    return sorted(
        [name for name in files if f"/{name}\n" not in file_names()]
        + [name for name in modules - files if name.split(".")[0] in OURS and not is_there(name)]
    )


def test_the_code_that_a_page_names_is_there():
    missing = {
        page.name: found
        for page in PAGES
        if page.name != "CHANGELOG.md"
        and (found := missing_code(QUOTED.findall(page.read_text(encoding="utf-8"))))
    }

    assert missing == {}


def test_the_code_that_a_comment_of_a_template_names_is_there():
    comments = {
        str(file.relative_to(ROOT)): [a or b for a, b in COMMENT.findall(file.read_text("utf-8"))]
        for file in written()
        if file.suffix == ".html"
    }

    assert sum(map(len, comments.values())) > 100
    assert {name: found for name, texts in comments.items() if (found := missing_code(texts))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "preview.py",
        "static/js/register/lock.js",
        "participants.effects.Effect",
        "events.nobody_may",
    ],
)
def test_code_that_is_no_longer_there_is_noticed(text):
    assert missing_code([text]) == [text]


@pytest.mark.parametrize(
    "text",
    ["marks/services.py", "participants.lib.effects.Effect", "events.view_counts", "mfa.nothing"],
)
def test_code_that_is_there_or_of_others_is_not(text):
    assert missing_code([text]) == []


def test_the_guide_to_importing_names_every_column():
    text = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")

    assert [key for key in COLUMNS if f"`{key}`" not in text] == []


def test_the_list_and_the_picture_of_the_tables_are_as_the_models_are():
    path = ROOT / "scripts" / "draw_data_model.py"
    spec = importlib.util.spec_from_file_location("draw_data_model", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    for file, text in script.drawn().items():
        assert file.read_text(encoding="utf-8") == text, "run `make pictures`"


def test_the_version_is_the_same_wherever_it_is_said():
    releases = re.findall(r"^## (\d+\.\d+\.\d+), \d+ \w+ \d{4}$", CHANGES, re.M)

    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__
    assert releases[0] == __version__
    assert CHANGES.index("## Not released yet") < CHANGES.index(f"## {__version__}")
