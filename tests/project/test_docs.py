"""The written guides: their links lead somewhere, and they name what the code knows."""

import re
from pathlib import Path

import pytest

from events.importing.columns import COLUMNS

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_guide_to_importing_names_every_column():
    text = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")

    assert [key for key in COLUMNS if f"`{key}`" not in text] == []
