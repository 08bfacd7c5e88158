"""The written guides: links lead somewhere, what they name is there, and so is what code cites."""

import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from events.importing.columns import COLUMNS
from shkej import __version__

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
MENTION = re.compile(r"(?<![\w/.-])(?:[\w.-]+/)*[\w-][\w.-]*\.md\b")
# A document without its ending, as one names what everybody is thought to have at hand.
BARE = re.compile(r"\b(?:DESIGN|SECURITY|UNICEF|STYLE|LOOK|GLOSSARY)(?:,? section|, [RPF]?\d)")
READ = {".py", ".md", ".html", ".css", ".js", ".mjs", ".toml", ".sh", ".yaml", ".in", ".example"}
PATH = re.compile(r"`((?:[\w-]+/)+[\w.-]*)`")
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
    return found + BARE.findall(text)


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page):
    if page.name == "CHANGELOG.md":
        pytest.skip("it tells of files that were")
    own = {path.name for path in ROOT.iterdir() if path.is_dir()}
    paths = PATH.findall(page.read_text(encoding="utf-8"))
    ours = [path for path in paths if path.split("/")[0] in own - UNTRACKED]

    assert [path for path in ours if not path.endswith(".env") and not (ROOT / path).exists()] == []


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
