"""Every form of the product: what it does, its mark, its key, and the version it was made from."""

import pytest

from drafts.form_marks import FIELD, read_mark
from drafts.kinds import CREATES, EDITS, EXCEPTIONS, REGISTER, REPEATABLE, SENDS, SIGN_IN
from drafts.models import KeptForm
from drafts.templatetags.form_marks import MANY_FIELDS
from shkej.lib.forms.editing import NOT_THERE
from tests.drafts.every_page import TABLE, forms_of_every_page, opened
from tests.drafts.pages import fields_of, form_of, page_of, path_of

SENT = {name for name, rule in TABLE["routes"].items() if "POST" in rule["methods"]}
NAMES_OF_MAKING = ("_create", "_add", "_invite", "_begin")

pytestmark = pytest.mark.one_database


@pytest.fixture
def world(shared_world):
    return shared_world


def test_every_route_that_takes_a_form_says_what_it_does():
    sign_in = {route for route in SENT if route.startswith(SIGN_IN)}
    kinds = [CREATES, SENDS, EDITS, REGISTER, REPEATABLE, sign_in]

    for route in SENT:
        assert sum(route in kind for kind in kinds) == 1, f"{route}: see drafts/kinds.py"
    assert set().union(*kinds) == SENT


def test_each_exception_stands_once_with_a_reason():
    listed = [route for routes in EXCEPTIONS.values() for route in routes.split()]

    assert len(listed) == len(set(listed))
    assert all(len(reason.split()) > 4 for reason in EXCEPTIONS)


def test_what_is_called_changing_says_which_version_it_was_made_from():
    for route in SENT:
        if route.endswith("_update"):
            assert route in EDITS, route


def test_what_is_called_making_is_done_once():
    for route in SENT:
        if route.endswith(NAMES_OF_MAKING):
            assert route in CREATES, route


@pytest.mark.more
def test_every_form_on_every_page_carries_the_mark_of_its_reader(world):
    seen = 0
    for route, _browser, user, _address, form in forms_of_every_page(world):
        marks = [read_mark(text) for name, text in form.form_values() if name == FIELD]
        assert {mark and mark.user_id for mark in marks} == {user.pk}, (route, form.action)
        seen += 1
    assert seen > 150


def test_every_form_that_makes_something_stands_on_a_page_with_a_key_of_its_own(world):
    for route in sorted(CREATES):
        if "GET" not in TABLE["routes"][route]["methods"]:
            continue
        browser, _user, address, first = opened(world, route)
        if first.status_code != 200:  # asks for the password first
            continue
        second = browser.get(address)
        keys = {
            read_mark(fields_of(form)[FIELD]).key
            for page in (first, second)
            for form in page_of(page).forms
            if form.method == "POST"
        }
        forms = [form for form in page_of(first).forms if form.method == "POST"]
        assert len(keys) == 2 * len(forms), route


def _text_fields(form):
    texts = form.xpath(".//textarea | .//input[@type='text' or not(@type)]")
    return [name for field in texts if (name := field.name) and "-" not in name]


def _typed_otherwise(form):
    """(a field, another answer, the words by which a page shows it): a text, else a choice."""
    texts = _text_fields(form)
    if texts:
        words = OTHERWISE.get(texts[0], "Fjalë të tjera")
        return texts[0], words, words
    [select, *_more] = form.xpath(".//select")
    option = select.xpath("./option[not(@selected)]")[-1]
    return select.get("name"), option.get("value"), option.text.strip()


OTHERWISE = {"joined_on": "05.10.2021", "date": "05.10.2035", "v_0": "41"}


@pytest.mark.parametrize("route", sorted(EDITS))
def test_whoever_saves_second_sees_both_versions(world, route):
    browser, _user, address, response = opened(world, route)
    if response.status_code != 200:
        pytest.skip("asks for the password first")
    forms = [form for form in page_of(response).forms if form.method == "POST"]
    forms = [form for form in forms if path_of(form, address) in (address, "#dates")]
    form = max(forms, key=lambda form: len(form.fields))
    fields = fields_of(form)
    assert fields["seen_at"], "the form does not say which version it was made from"
    changed, answer, words = _typed_otherwise(form)
    if fields["seen_at"] == NOT_THERE:
        days = {"starts_on": "01.01.2021", "ends_on": "31.12.2021"}  # of the programme document
        assert browser.post(address, fields | {changed: "E para"} | days).status_code == 302
    press = {"show": "1"} if route == "events:series_update" else {}
    if press:  # the dates that it would change are looked at first
        fields |= fields_of(form_of(browser.post(address, fields | press)))
        press = {"save": "1"}

    refused = browser.post(
        address, fields | press | {changed: answer, "seen_at": "2001-01-01T00:00:00+00:00"}
    )

    text = refused.content.decode()
    assert refused.status_code == 409
    assert 'id="stored-head"' in text, text[text.find("error-summary") :][:500]
    assert words in text


# A press of these changes one figure of a register at once: they are acts, which the device keeps.
NOT_DRAFTED = {"events:register", "events:register_changes"}


@pytest.mark.more
def test_every_long_form_is_kept_while_it_is_typed(world):
    seen, without = set(), set()
    for route, _browser, _user, address, form in forms_of_every_page(world):
        fields = form.xpath(
            ".//input[not(@type) or @type='text' or @type='number' or @type='email']"
            " | .//select | .//textarea"
        )
        is_long = form.xpath(".//textarea") or len(fields) >= MANY_FIELDS
        if not is_long:
            continue
        seen.add(route)
        if "data-draft" not in form.attrib:
            without.add((route, path_of(form, address)))
    assert {route for route, _path in without} == NOT_DRAFTED, sorted(without)
    assert len(seen) > 20


FILLED = sorted(
    route
    for route in {
        *CREATES,
        *EDITS,
        "participants:duplicate_review",
    }
    if "GET" in TABLE["routes"][route]["methods"]
)


@pytest.mark.parametrize("route", FILLED)
def test_every_long_form_comes_back_as_it_was_typed(world, route):
    browser, user, address, response = opened(world, route)
    if response.status_code != 200:
        pytest.skip("asks for the password first")
    forms = [form for form in page_of(response).forms if form.method == "POST"]
    forms = [form for form in forms if path_of(form, address) in (address, "#dates")]
    if not forms:
        pytest.skip("asks whom it is about first")
    form = max(forms, key=lambda form: len(form.fields))
    fields = fields_of(form)
    [written, *_more] = [*_text_fields(form), None]
    typed = fields | ({written: "Fjalë “të tjera” & më"} if written else {})
    browser.logout()

    asked = browser.post(address, typed, headers={"referer": f"http://testserver{address}"})
    browser.force_login(user)
    kept = KeptForm.objects.visible_to(user).first()
    page = browser.get(f"{address}?kept={kept.pk}")

    assert "kept" in asked.url
    assert "data-not-saved" in page.content.decode()
    [shown] = [
        fields_of(form)
        for form in page_of(page).forms
        if form.method == "POST" and form.xpath(".//*[@data-not-saved]")
    ]
    own = {FIELD, "csrfmiddlewaretoken"}
    assert {k: v for k, v in shown.items() if k not in own} == {
        k: v for k, v in typed.items() if k not in own
    }
