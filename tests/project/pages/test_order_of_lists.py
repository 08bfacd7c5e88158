"""Every list of names is in the order of what its reader sees, in the reader's alphabet."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from accounts.models import User
from events.models import Topic
from participants.models import Category
from shkej.lib.albanian import sort_key
from shkej.lib.bilingual import LANGUAGES
from tests.events.factories import CentreFactory
from tests.leaks.crawling import addresses, text_of
from tests.partners.factories import (
    MunicipalityFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ProjectFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Made in this order, which is that of no alphabet; the English of each is another word, so that
# the order of one language is wrong in the other.
WORDS = {
    "Dhërmi": "Zebra",
    "Elbasan": "apple",
    "Çelësi": "Quince",
    "Ërseka": "Élan",
    "autobus": "Walnut",
    "Durrës": "Mango",
    "Shkodra": "Đuro",
    "Sukthi": "Cherry",
}
ALBANIAN = ["autobus", "Çelësi", "Durrës", "Dhërmi", "Elbasan", "Ërseka", "Sukthi", "Shkodra"]
ENGLISH = ["apple", "Cherry", "Đuro", "Élan", "Mango", "Quince", "Walnut", "Zebra"]
IN_ORDER = {"sq": ALBANIAN, "en": ENGLISH}
# What is chosen from by name at least once, and the lists that stand by name.
OFFERED = {
    *("organisation", "organisation-names", "lead_organisation", "funders", "shared_with"),
    *("project", "projects", "other_projects", "programme", "topics", "category", "categories"),
    *("municipality", "administrative_unit", "locations", "centre", "kind", "event_kinds"),
    *("part", "action"),
}
LISTS = [
    ("coordinator", "partners:organisation_list"),
    ("coordinator", "partners:programme_list"),
    ("coordinator", "partners:project_list"),
    ("admin", "events:centre_list"),
    ("coordinator", "participants:category_list"),
]

# Fields whose choices have an order of their own, and which that is.
OF_THEIR_OWN = {
    "status": "the steps of what it is in",
    "state": "the same",
    "waiting": "how pressing it is",
    "answer": "from yes to no",
    "attendance": "the marks, in the order of their keys",
    "sex": "as every report has it",
    "disability": "from yes to no",
    "role": "from those who may do most",
    "language": "each named in itself, Albanian first",
    "answer_language": "the same",
    "names": "from the full name to none",
    "repeats": "from often to seldom",
    "reason": "from the usual one to something else",
    "position": "the first of a month to the last",
    "weekdays": "the days of a week",
    "visibility": "from few to all",
    "period": "time",
    "first_event": "time",
    "rating": "from met to not met",
    "unit": "as the portal has it",
    "calculation": "as the portal has it",
    "across_periods": "as the portal has it",
    "division": "as reports have them",
    "disability_method": "from the most reliable",
    "rule": "people, then attendances, then events",
    "across_locations": "as the portal has it",
    "given_by": "the person first",
    "to_children": "a parent first, who does not answer for them last",
    "asked_by": "the person first",
    "actions": "from seeing one person to taking away data",
    "assent": "from yes to no",
    "method": "from what proves most",
    "legal_basis": "consent first",
    "text": "by purpose, the newest version first",
    "text_language": "each named in itself, Albanian first",
    "purpose": "as the form asks it",
    "scope": "from little to all",
    "is_counted": "yes and no",
    "lock_minutes": "time",
}


class Lists(HTMLParser):
    """What a page lists by name: `choices`, [(field, [texts])], and `rows`, the names in tables."""

    def __init__(self, page):
        super().__init__()
        self.choices, self.rows = [], []
        self.fields, self.labels = {}, {}
        self.into = None  # the list whose last text is being read
        self.feed(page)
        self.choices += self.labels.items()

    def handle_starttag(self, tag, attrs):
        """Where a list begins, or one of its texts."""
        attrs = dict(attrs)
        if tag in {"select", "datalist"}:
            self.field = attrs.get("name") or attrs.get("id")
            self.groups = []
            self.choices += [(self.field, self.groups), (self.field, [])]
        elif tag == "optgroup":
            self.groups.append(attrs["label"])
            self.choices.append((self.field, []))
        elif tag == "option" and attrs.get("value"):
            self.into = self.choices[-1][1]
            self.into.append(attrs["value"] if self.field.endswith("-names") else "")
        elif tag == "input" and attrs.get("type") in {"radio", "checkbox"} and "id" in attrs:
            self.labels.setdefault(attrs["name"], [])
            self.fields[attrs["id"]] = attrs["name"]
        elif tag == "label" and attrs.get("for") in self.fields:
            self.into = self.labels[self.fields[attrs["for"]]]
            self.into.append("")
        elif tag == "table":
            self.rows.append([])
        elif tag == "tr":
            self.is_first = True
        elif tag in {"td", "th"} and self.rows and attrs.get("scope") != "col" and self.is_first:
            self.is_first, self.into = False, self.rows[-1]
            self.into.append("")

    def handle_endtag(self, tag):
        """Where a text ends."""
        if tag in {"option", "label", "td", "th"}:
            self.into = None

    def handle_data(self, data):
        """One line of a text is its name; below it stands what else is said."""
        if self.into and not self.into[-1]:
            self.into[-1] = data.strip()


def give_words():
    """Give every table that is chosen from rows with awkward names."""
    for number, (albanian, english) in enumerate(WORDS.items()):
        pair = {"name_sq": albanian, "name_en": english}
        title = {"title_sq": albanian, "title_en": english}
        OrganisationFactory(**pair)
        CentreFactory(**pair, code=f"c-{number}")
        Topic.objects.create(**pair, code=f"t-{number}")
        ProgrammeFactory(**title)
        ProjectFactory(**title, code=f"{'zB'[number % 2]}-{albanian[:2]}")
        MunicipalityFactory(name=albanian)
    for category, (albanian, english) in zip(
        Category.objects.order_by("-pk"), WORDS.items(), strict=False
    ):
        category.label_sq, category.label_en = albanian, english
        category.save()


def out_of_order(texts, language):
    keys = [sort_key(text, language=language) for text in texts]
    return keys != sorted(keys)


def pages(client, world, role, language):
    """(address, what it lists) of each page that somebody of `role` can open."""
    User.objects.filter(pk=world.users[role].pk).update(language=language)
    client.force_login(User.objects.get(pk=world.users[role].pk))
    for address in addresses(world):
        response = client.get(address)
        if response.status_code == 200 and "html" in response["Content-Type"]:
            page = text_of(response)
            assert "<html" not in page or f'lang="{language}"' in page
            yield address, Lists(page)


@pytest.fixture
def world(shared_world):
    return shared_world


@pytest.mark.more
@pytest.mark.parametrize("language", ["sq", "en"])
def test_no_choice_is_out_of_order(client, world, language):
    give_words()

    found, wrong = set(), {}
    for role in ["coordinator", "admin"]:
        for address, lists in pages(client, world, role, language):
            for name, texts in lists.choices:
                field = re.sub(r"^.*-(\d+|__prefix__)-", "", name)
                if field not in OF_THEIR_OWN and not field.startswith("c.") and len(texts) > 2:
                    found.add(field)
                    if out_of_order(texts, language):
                        wrong.setdefault(field, (address, texts))

    assert found >= OFFERED
    assert not wrong, "\n".join(f"{field} on {at}: {texts}" for field, (at, texts) in wrong.items())


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize(("role", "route"), LISTS)
def test_no_list_is_out_of_order(client, world, role, route, language):
    give_words()
    User.objects.filter(pk=world.users[role].pk).update(language=language)
    client.force_login(User.objects.get(pk=world.users[role].pk))

    page = client.get(reverse(route)).text

    [names] = [rows for rows in Lists(page).rows if len(rows) > 2]
    shown = [name for name in names if name in IN_ORDER[language]]
    assert not out_of_order(names, language), names
    assert shown == IN_ORDER[language] or route == "partners:project_list"
