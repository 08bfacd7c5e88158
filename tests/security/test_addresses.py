"""Names are never in an address: they are sent by POST, and a token stands for them.

docs/security.md, R55.
"""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog
from events.models import Registration
from participants.models import Participant
from shkej.lib.searches import MOST
from tests.conftest import user_with
from tests.events.factories import EventFactory, HeadcountFactory
from tests.leaks.crawling import addresses
from tests.often import often
from tests.participants.factories import ParticipantFactory
from tests.searching import search_on

pytestmark = pytest.mark.django_db
# Fields of GET forms in which something may be typed: words of titles, days and numbers.
NO_NAMES = {"text", "first", "last", "start", "end", "new_pin"}  # the last: sent by the script
OTHERS = ["admin", "staff", "volunteer", "partner"]
TYPED = {"text", "search", "email", "tel", "date", "month", "number", None}


class _Forms(HTMLParser):
    """The names of the fields to type in, in forms that are sent by GET."""

    def __init__(self):
        super().__init__()
        self.is_inside, self.fields = False, set()

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        if tag == "form":
            self.is_inside = facts.get("method", "get").lower() == "get"
        is_typed = tag == "textarea" or (tag == "input" and facts.get("type") in TYPED)
        if self.is_inside and is_typed and "name" in facts:
            self.fields.add(facts["name"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False


def typed_into_addresses(html):
    forms = _Forms()
    forms.feed(html)
    return forms.fields


def test_the_sweep_sees_what_it_looks_for():
    assert typed_into_addresses('<form><input name="q"></form>') == {"q"}
    assert typed_into_addresses('<form method="post"><input name="q"></form>') == set()
    assert typed_into_addresses('<form method="get"><input type="hidden" name="x"></form>') == set()


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("role", often("coordinator", then=OTHERS))
def test_r55_no_form_sends_a_name_in_an_address(client, world, role):
    client.force_login(world.users[role])
    wrong = {}

    for address in addresses(world):
        response = client.get(address)
        is_page = response.status_code == 200 and "html" in response["Content-Type"]
        if is_page and not address.startswith(reverse("help")):
            fields = typed_into_addresses(response.content.decode()) - NO_NAMES
            if fields:
                wrong[address] = fields

    assert wrong == {}


def test_r55_no_template_has_such_a_form_but_the_filters_and_the_report():
    found = set()
    for place in ("templates", "*/templates"):
        for path in settings.BASE_DIR.glob(f"{place}/**/*.html"):
            text = path.read_text(encoding="utf-8")
            if re.search(r'method="get"|hx-get=[^>]*hx-trigger="input', text):
                found.add(path.name)

    # In help one asks for published words; what a file of people is about is chosen.
    assert found == {"filter_bar.html", "question.html", "contents.html"}


def test_r55_no_code_reads_words_from_an_address():
    reads = re.compile(r"GET(\.get\(|\[)\s*[\"'](q|name|first_name|last_name|person_name)[\"']")
    apps = {file.parent for file in settings.BASE_DIR.glob("*/__init__.py")}
    apps -= {settings.BASE_DIR / "tests"}
    found = [
        str(path)
        for app in apps
        for path in app.rglob("*.py")
        if "help" not in path.parts and reads.search(path.read_text("utf-8"))
    ]
    assert len(apps) > 8
    assert found == []


@pytest.fixture
def elira(centre):
    return ParticipantFactory(first_name="Elira", last_name="Gjonaj", centre=centre)


@pytest.fixture
def desk(client, centre):
    client.force_login(user_with("coordinator", centre=centre))
    return client


def places(elira, centre):
    """(address of a page on which people are searched, what of its context shows who is found)."""
    person = ParticipantFactory(centre=centre)
    for name in ("guardian_create", "child_create", "household_join", "duplicate_create"):
        yield reverse(f"participants:{name}", args=[person.pk]), "found"
    yield reverse("participants:participant_list"), "page_obj"
    event = EventFactory(centre=centre)
    counted = HeadcountFactory(event=event)
    yield reverse("events:name_counted", args=[event.pk, counted.pk]), "people"


def test_r55_every_search_of_people_goes_by_a_token(desk, elira, centre):
    ParticipantFactory(first_name="Somebody", last_name="Else", centre=centre)

    for address, shown in places(elira, centre):
        page = search_on(desk, address, "elira gjon")
        assert page.status_code == 200
        assert [one.pk for one in page.context[shown]] == [elira.pk], address
        last = page.redirect_chain[-1][0]
        assert re.fullmatch(re.escape(address) + r"\?find=[\w-]+", last)
        again = desk.get(last)  # Back, or the page loaded anew
        assert [one.pk for one in again.context[shown]] == [elira.pk], address
        assert "elira gjon" in again.content.decode()  # in the box, to be typed on


def test_r55_words_in_an_address_find_nobody(desk, elira, centre):
    for address, shown in places(elira, centre):
        page = desk.get(address, {"q": "elira gjon"})
        assert "elira gjon" not in page.content.decode()
        found = page.context[shown]
        assert not found or shown == "page_obj"  # the list shows everybody, as without words


def test_pages_and_orders_and_filters_keep_the_search(desk, centre):
    for number in range(30):
        ParticipantFactory(first_name="Ana", last_name=f"Kola {number:02}", centre=centre)
    ParticipantFactory(first_name="Ben", centre=centre)
    address = reverse("participants:participant_list")

    page = search_on(desk, address, "ana", sort="-name", sex="", centre="")

    query = page.redirect_chain[-1][0].partition("?")[2]
    assert query.startswith("sort=-name&find=")
    assert page.context["page_obj"].paginator.count == 30
    links = re.findall(r'href="(\?[^"]*page=2[^"]*)"', page.content.decode())
    second = desk.get(address + links[0].replace("&amp;", "&"))
    assert [one.first_name for one in second.context["page_obj"]] == ["Ana"] * 5


def test_a_token_means_nothing_to_another_session(desk, elira, centre):
    page = search_on(desk, reverse("participants:participant_list"), "elira")
    other = Client()
    other.force_login(user_with("staff", centre=centre))

    seen = other.get(page.redirect_chain[-1][0])

    assert seen.status_code == 200
    assert 'value="elira"' not in seen.content.decode()


@pytest.mark.more
def test_the_same_words_keep_their_token_and_the_oldest_go(desk):
    address = reverse("participants:participant_list")
    first = search_on(desk, address, "ana").redirect_chain[-1][0]
    assert search_on(desk, address, "ana").redirect_chain[-1][0] == first

    for number in range(MOST + 5):
        search_on(desk, address, f"ana {number}")

    assert len(desk.session["searches"]) == MOST
    assert desk.get(first).context["filter_form"]["q"].value() == ""


@pytest.mark.parametrize("page", ["//evil.example/x", "https://evil.example/x", "", "x", "/\\evil"])
def test_r35_a_search_leads_nowhere_else(desk, page):
    answer = desk.post(reverse("search"), {"page": page, "q": "ana"})

    assert answer.status_code == 400 or answer.url.startswith("/x?")


@pytest.mark.parametrize("words", ["\x00", "x" * 5000, "<script>alert(1)</script>", "%", "a" * 101])
def test_strange_words_do_no_harm(desk, elira, words):
    page = search_on(desk, reverse("participants:participant_list"), words)

    assert page.status_code == 200
    assert "<script>alert(1)" not in page.content.decode()


def test_r52_a_search_stands_in_the_log_without_its_words(desk, elira):
    search_on(desk, reverse("participants:participant_list"), "Elira Gjonaj")

    row = AccessLog.objects.get(action="search")
    assert set(row.detail) == {"words"}
    assert "lira" not in str(AccessLog.objects.values())
    assert Participant.objects.count() == 1
    assert not Registration.objects.exists()


def test_r52_a_search_on_a_register_that_finds_nobody_stands_in_the_log_too(desk, centre):
    search = reverse("events:register_search", args=[EventFactory(centre=centre).pk])

    desk.post(search, {"q": "Elira Gjonaj"}, headers={"HX-Request": "true"})
    desk.post(search, {"q": "gjonaj elira"})

    by_script, plain = AccessLog.objects.filter(action="search")
    assert by_script.detail["words"] == plain.detail["words"]
    assert "lira" not in str(AccessLog.objects.values())


def test_words_are_kept_no_longer_than_a_search_takes(desk, centre):
    search = reverse("events:register_search", args=[EventFactory(centre=centre).pk])

    page = desk.post(search, {"q": "Ana " + "x" * 100_000}, follow=True)

    assert page.context["search_errors"]
    assert len(str(desk.session["searches"])) < 300
