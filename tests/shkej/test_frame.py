import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.access import access_table
from shkej.lib.forms.inputs import prepare_bilingual
from shkej.lib.forms.layout import Bilingual, Fold
from shkej.lib.pages import undo_url
from shkej.templatetags.frame import MORE, SECTIONS, _current_section


class PairForm(forms.Form):
    title_sq = forms.CharField(label="Title (Albanian)", required=False)
    title_en = forms.CharField(label="Title (English)", required=False)
    kind = forms.ChoiceField(choices=[("a", "A")])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Bilingual("title", legend="Title"), Fold("More", "kind"))


@pytest.mark.parametrize(
    ("view_name", "section"),
    [
        ("events:register", "events:event_list"),
        ("events:calendar", "events:calendar"),
        ("events:import", "events:import"),
        ("partners:project_detail", "partners:project_list"),
        ("account_login", None),
    ],
)
def test_a_page_lies_in_the_section_with_the_longest_name_in_common(view_name, section):
    assert _current_section(view_name) == section


@pytest.mark.parametrize("section", [*SECTIONS, MORE], ids=lambda section: section.route)
def test_each_section_holds_its_own_page_and_no_prefix_is_of_nothing(section):
    routes = access_table()["routes"]

    assert _current_section(section.route) == section.route
    assert [each for each in section.prefixes if not any(begun(routes, each))] == []


def begun(routes, prefix):
    return (route.startswith(prefix) for route in routes)


def test_undo_is_offered_only_where_a_message_says_how():
    assert undo_url(Message(25, "Done", extra_tags="undo:/events/1/restore/")) == (
        "/events/1/restore/"
    )
    assert undo_url(Message(25, "Done")) == ""


def test_an_error_is_named_by_its_field_and_by_the_summary():
    form = PairForm({"kind": "no such kind"})

    fields = render_crispy_form(form)
    summary = render_to_string("components/error_summary.html", {"form": form})

    assert 'id="id_kind_error"' in fields
    assert 'aria-describedby="id_kind_error"' in fields
    assert 'href="#id_kind"' in summary


def test_a_pair_that_is_needed_once_is_not_called_optional(english):
    form = PairForm()
    prepare_bilingual(form, "title", needed=["title"])

    page = render_crispy_form(form)

    assert page.count("Needed in at least one language.") == 2
    assert "(optional)" not in page


def test_a_pair_that_may_stay_empty_is_called_optional(english):
    form = PairForm()
    prepare_bilingual(form, "title")

    page = render_crispy_form(form)

    assert page.count("(optional)") == 2
    assert "Needed" not in page


def test_a_fold_opens_only_where_a_field_inside_is_wrong_or_filled():
    assert '<details class="fold" open>' in render_crispy_form(PairForm({"kind": "no such kind"}))
    assert '<details class="fold" open>' in render_crispy_form(PairForm({"kind": "a"}))
    assert '<details class="fold">' in render_crispy_form(PairForm())


def test_a_visitor_who_finds_nothing_is_led_to_what_anybody_may_see():
    page = render_to_string("404.html")

    assert f'class="btn btn-secondary" href="{reverse("public_events")}"' in page


def test_a_user_who_finds_nothing_is_led_to_todays_page(client, staff):
    client.force_login(staff)

    page = client.get("/no/such/page/").content.decode()

    assert f'class="btn btn-secondary" href="{reverse("home")}"' in page
    assert "call the centre that wrote to you" in page


@pytest.mark.parametrize(
    ("language", "words"), [("sq", "Këtu nuk ka faqe"), ("en", "There is no page here")]
)
def test_what_can_only_be_sent_answers_a_visit_with_a_way_on(client, staff, language, words):
    staff.language = language
    staff.save()
    client.force_login(staff)

    answer = client.get(reverse("search"))

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert f"<h1>{words}</h1>" in page
    assert f'href="{reverse("home")}"' in page
    assert client.put(reverse("search")).content == b""


@pytest.mark.parametrize(
    "name",
    ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "500.html", "503.html"],
)
def test_an_error_page_needs_nothing_of_the_request(name):
    page = render_to_string(name)

    assert "<h1>" in page
    assert "<form" not in page
    assert "csrf" not in page
