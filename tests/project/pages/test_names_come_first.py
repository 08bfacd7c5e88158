"""A screen reader comes to a name before what its record lacks: on every page, in each row."""

import pytest
from lxml import html

from accounts.models import User
from participants.models import Category, Participant
from tests.leaks.canaries import found_in
from tests.leaks.crawling import crawl
from tests.project.pages.test_names_in_pages import give_names

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]
# What warns of something, says what is missing, or explains; also for readers of a screen alone.
WARNINGS = {"odd", "notice", "notice-attention", "row-gaps", "row-question", "visually-hidden"}
WARNINGS |= {"chip-missing", "chip-attention", "error-summary"}
ROWS = "//main//*[self::li or self::tr][.//*[@translate='no']]"
LONGEST_BEFORE = 40  # signs of a control before the name that it is about: “More for …”


def classes(element):
    return set((element.get("class") or "").split())


def is_read(element):
    return element.get("aria-hidden") != "true" and element.get("hidden") is None


def warnings_before(row, name):
    """What warns in a row before its first name, in the order in which it is read."""
    for element in row.iter():
        if element is name:
            return
        is_warning = isinstance(element.tag, str) and classes(element) & WARNINGS
        if is_warning and is_read(element) and name not in element.iterdescendants():
            yield " ".join(element.text_content().split())


def is_named(element, names):
    return any(name in names for name in found_in(element.text_content()))


def rows_of(page, names):
    """(row, its first name) of each innermost row that is about somebody."""
    for row in page.xpath(ROWS):
        inner = [
            one for one in row.iterdescendants("li", "tr") if one.xpath(".//*[@translate='no']")
        ]
        found = [one for one in row.xpath(".//*[@translate='no']") if is_named(one, names)]
        if found and not inner:
            yield row, found[0]


def late_names(page, names):
    """What a reader hears too long before a name, on one page."""
    for row, name in rows_of(page, names):
        yield from warnings_before(row, name)
    for control in page.xpath("//main//a | //main//button | //main//summary"):
        words = " ".join((control.get("aria-label") or control.text_content()).split())
        said = [name for name in found_in(words) if name in names]
        if said and words.index(said[0]) > LONGEST_BEFORE:
            yield words
    [heading, *_more] = page.xpath("//h1")
    if is_named(heading, names):
        yield from warnings_before(page.xpath("//main")[0], heading)


@pytest.mark.more
@pytest.mark.parametrize("role", ["coordinator", "volunteer"])
def test_names_are_read_before_what_their_records_lack(client, world, role):
    names = give_names()
    Participant.objects.update(
        needs_completion=True, category=Category.objects.get(code="child"), birth_year=None
    )
    client.force_login(User.objects.get(pk=world.users[role].pk))

    late, rows = {}, 0
    for address, (status, text) in crawl(client, world).items():
        if status == 200 and "<html" in text:
            page = html.fromstring(text[text.index("<html") :])
            rows += len(list(rows_of(page, names)))
            for words in late_names(page, names):
                late.setdefault(words, address)

    assert not late, "\n".join(f"{words} on {address}" for words, address in late.items())
    assert rows > 5


ROW = "<main><h1>A</h1><ul><li>%s%s</li></ul></main>"
WARNING, NAME = '<p class="odd">No guardian</p>', '<b translate="no">Kan10001x</b>'
LATE, FIRST = ROW % (WARNING, NAME), ROW % (NAME, WARNING)


@pytest.mark.parametrize(("page", "heard"), [(LATE, ["No guardian"]), (FIRST, [])])
def test_a_warning_before_a_name_is_found(page, heard):
    assert list(late_names(html.fromstring(page), {"Kan10001x"})) == heard
