"""Pages that list rows are one page: heading, filters, table, pages, or what stands instead."""

import re

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template.loader import get_template
from django.urls import reverse

from accounts.models import Role
from shkej.lib.forms.filters import FilterForm
from tests.accounts.factories import GrantFactory
from tests.project.templates import templates
from tests.squeezing import squeezed

# The calendar is no list, the register's grid is a table of two directions, and the page for
# everybody stands outside the frame of those who are signed in. A large register has pages of its
# own, below the figures of all of them.
OTHERS = {
    "alerts.html",
    "detail.html",  # of an incident
    "received.html",
    "texts.html",  # each is answered where it stands
    "calendar.html",
    "public.html",
    "register.html",
    "register_pages.html",
    "partner_page.html",
    "series_grid.html",
}


@pytest.mark.parametrize("piece", ["pagination.html", "filter_bar.html"])
def test_what_is_paged_or_filtered_is_a_list_page(piece):
    pages = {path for path in templates() if f"components/{piece}" in path.read_text()}
    own = {path for path in pages if 'extends "list_page.html"' not in path.read_text()}

    assert {path.name for path in own} - {"list_page.html"} <= OTHERS


def test_pages_whose_name_says_that_they_list_are_list_pages():
    named = {path for path in templates() if path.name.endswith("_list.html")}
    pages = {path for path in named if "partials" not in path.parts}
    pages -= {path for path in pages if path.parent.name in ("usersessions", "components")}

    assert len(pages) > 8
    assert {p.name for p in pages if 'extends "list_page.html"' not in p.read_text()} == set()


def rendered(rf, *, listed, address="/", **context):
    """The bare list page."""
    request = rf.get(address)
    request.user, request.session = AnonymousUser(), {}
    page = Paginator(listed, 2).get_page(1)
    context |= {"list_title": "Titles", "listed": page, "page_obj": page}
    return get_template("list_page.html").render(context, request)


def test_a_list_says_its_name_to_eyes_and_readers_and_shows_its_pages(rf):
    html = squeezed(rendered(rf, listed=[1, 2, 3]))

    assert "<title>Titles – SHKEJ</title>" in html
    assert re.search(r"<h1>Titles</h1>", html)
    assert '<caption class="visually-hidden">Titles</caption>' in html
    assert 'href="?page=2"' in html


def test_other_pages_keep_what_was_asked_for(rf):
    html = rendered(rf, listed=[1, 2, 3], address="/?sex=male&sort=-name")

    assert 'href="?sex=male&amp;sort=-name&amp;page=2"' in html


def test_an_empty_list_is_no_empty_table(rf):
    assert "<table" not in rendered(rf, listed=[])


class Rows(list):
    """Stands in for a queryset: it notes what it was asked for."""

    def filter(self, **conditions):
        return Rows([*self, conditions])

    def search(self, words):
        return Rows([*self, words])


class Filters(FilterForm):
    """One filter of each sort."""

    q = forms.CharField(required=False, max_length=5)
    sex = forms.ChoiceField(required=False, choices=[("", "All"), ("male", "Male")])
    state = forms.ChoiceField(required=False, choices=[("", "All"), ("new", "New")])

    def filter_state(self, rows, state):
        return Rows([*rows, f"is {state}"])


@pytest.mark.parametrize(
    ("asked", "done", "wrong"),
    [
        ({}, [], set()),
        ({"sex": "male"}, [{"sex": "male"}], set()),
        ({"state": "new", "q": "ana"}, ["ana", "is new"], set()),
        ({"sex": "no", "state": "new"}, ["is new"], {"sex"}),
        ({"q": "far too long", "sex": ""}, [], {"q"}),
    ],
)
def test_each_filter_narrows_and_a_wrong_one_is_left_out_and_marked(asked, done, wrong):
    form = Filters(asked, user=None)

    assert form.filter(Rows()) == done
    assert (form.in_use, set(form.errors)) == (len(done), wrong)


class OneChoice(Filters):
    """For a reader who has nothing to choose."""

    def offer(self, user):
        self.fields.clear()


@pytest.mark.parametrize(("filters", "is_offered"), [(Filters, True), (OneChoice, False)])
def test_where_there_is_nothing_to_filter_by_no_filter_is_offered(rf, filters, is_offered):
    html = rendered(rf, listed=[1], filter_form=filters(user=None))

    assert ('<details class="filters"' in html) is is_offered


LISTS = [
    ("accounts:user_list", "state=active", Role.ADMIN),
    ("accounts:access_log", "action=sign_in", Role.ADMIN),
    ("partners:organisation_list", "state=active", Role.COORDINATOR),
    ("partners:programme_list", "page=1", Role.COORDINATOR),
    ("partners:project_list", "state=running", Role.COORDINATOR),
    ("participants:participant_list", "sex=male", Role.COORDINATOR),
    ("events:event_list", "kind=training", Role.COORDINATOR),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "asked", "role"), LISTS)
def test_filters_stay_with_the_language_and_go_when_cleared(client, route, asked, role):
    client.force_login(GrantFactory(role=role).user)
    address = f"{reverse(route)}?{asked}"

    html = client.get(address).content.decode()

    assert f'name="next" value="{address}"' in html
    assert f'href="{reverse(route)}">Pastro filtrat' in html.replace("\n", "")
