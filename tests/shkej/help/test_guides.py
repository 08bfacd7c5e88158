"""The guides, cut: both languages alike, every route known, no link that leads nowhere."""

import re

import pytest
from django.urls import get_resolver

from accounts.access import access_table
from shkej.help.guides import AUDIENCES, guide, pages_in
from shkej.lib.bilingual import LANGUAGES

PAGES = {language: pages_in(language) for language in LANGUAGES}
ENGLISH, ALBANIAN = PAGES["en"], PAGES["sq"]
TAGS = re.compile(r"<(h2|ol|ul|li|table|tr)\b")


def test_both_languages_have_the_same_pages_in_the_same_order():
    assert list(ENGLISH) == list(ALBANIAN)


@pytest.mark.parametrize("slug", ENGLISH)
def test_a_page_is_built_alike_in_both_languages(slug):
    ours, theirs = ENGLISH[slug], ALBANIAN[slug]

    assert (ours.audiences, ours.routes) == (theirs.audiences, theirs.routes)
    assert TAGS.findall(ours.html) == TAGS.findall(theirs.html)
    assert ours.title != theirs.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_a_guide_is_on_some_page(language):
    """A chapter without a mark would be read by nobody; below it each part needs one, or none."""
    lines = guide(language).read_text(encoding="utf-8").splitlines()
    unmarked = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("## ") and not following.startswith("<!-- help: ")
    ]

    for heading in unmarked:  # a chapter that is nothing but the pages below it, and a few words
        rest = lines[lines.index(heading) + 1 :]
        below = next(line for line in rest if line.startswith("#"))
        assert below.startswith("### "), heading
        assert rest[rest.index(below) + 1].startswith("<!-- help: "), heading


@pytest.mark.parametrize("page", ENGLISH.values(), ids=lambda page: page.slug)
def test_a_page_is_for_somebody_and_leads_from_routes_that_are_there(page):
    assert page.audiences
    assert set(page.audiences) <= set(AUDIENCES)
    assert set(page.routes) <= set(access_table()["routes"])


def test_a_route_leads_to_one_page():
    routes = [route for page in ENGLISH.values() for route in page.routes]

    assert len(routes) == len(set(routes))


def test_every_audience_has_pages():
    assert {key for page in ENGLISH.values() for key in page.audiences} == set(AUDIENCES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_holds_a_link_or_raw_markdown(language):
    for page in PAGES[language].values():
        assert "<a " not in page.html, page.slug
        assert not re.search(r"\*\*|\]\(|^#|<!--|&lt;!--", page.html, re.M), page.slug
        assert "style=" not in page.html, page.slug


def test_the_resolver_knows_the_pages():
    assert get_resolver().reverse_dict.getlist("help_page")
