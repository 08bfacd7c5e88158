"""A form that is refused keeps all that was typed; so does the switch of language. Every form."""

import pytest
from django.urls import resolve, reverse

from accounts.models import User
from drafts.kinds import REGISTER
from drafts.models import KeptForm
from tests.drafts.every_page import forms_of_every_page
from tests.drafts.pages import page_of, path_of
from tests.drafts.typed_forms import (
    FILE,
    closed_over,
    controls,
    file_fields,
    gone_choices,
    sent_by,
    shown_in,
    typed_into,
)

pytestmark = [pytest.mark.django_db, pytest.mark.more, pytest.mark.one_database]

LANGUAGE = reverse("accounts:set_language")
SEARCH = reverse("search")


def forms_of(world):
    """(browser, page, form, its address) of every form on every page that takes what is typed."""
    for _route, browser, user, page, form in forms_of_every_page(world):
        address = (path_of(form, page).partition("#")[0]) or page
        if address not in (SEARCH, LANGUAGE) and (controls(form) or file_fields(form)):
            browser.force_login(user)  # the form before may have ended the session
            yield browser, page, form, address


def form_again(response, address, like):
    """The same form on the page that answers; None where another page does."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return None
    found = [
        form
        for form in page_of(response).forms
        if form.method == "POST"
        and (path_of(form, address).partition("#")[0] or address) == address
    ]
    return max(
        found, key=lambda form: len(set(form.fields.keys()) & set(like.fields.keys())), default=None
    )


def test_a_refused_form_keeps_what_was_typed_with_folds_and_names_of_files(world):
    refused, wrong = set(), []
    for browser, page, form, address in forms_of(world):
        typed = typed_into(form)
        response = browser.post(
            address, sent_by(form, typed), headers={"referer": f"http://testserver{page}"}
        )
        if response.status_code == 302 or (again := form_again(response, address, form)) is None:
            continue
        refused.add(address)
        for name, value in typed.items():
            values = value if isinstance(value, list) else [value]
            if set(shown_in(again, name)) != set(values):
                wrong.append((address, name, values, shown_in(again, name)))
        wrong += [(address, name, "closed") for name in closed_over(again, typed.keys())]
        files = [again.xpath(f"boolean(.//*[contains(., '{FILE}')])")] if file_fields(form) else []
        wrong += [(address, FILE) for is_named in files if not is_named]

    assert not wrong, "\n".join(map(str, wrong))
    assert len(refused) > 35, sorted(refused)


def test_a_choice_that_is_gone_is_said_at_its_field_and_nothing_else_stands_chosen(world):
    said, wrong = set(), []
    for browser, page, form, address in forms_of(world):
        gone = gone_choices(form)
        if not gone:
            continue
        response = browser.post(
            address, sent_by(form, gone), headers={"referer": f"http://testserver{page}"}
        )
        if response.status_code == 302 or (again := form_again(response, address, form)) is None:
            continue
        for name in gone:
            [field, *_more] = [
                control for control in controls(again) if control.get("name") == name
            ]
            block = field.xpath("ancestor::*[contains(@class, 'has-error')]")
            if not block or not block[0].xpath(".//*[contains(@class, 'invalid-feedback')]"):
                wrong.append((address, name, "not said"))
            elif any(shown_in(again, name)):
                wrong.append((address, name, shown_in(again, name)))
            said.add((address, name))

    assert not wrong, "\n".join(map(str, wrong))
    assert len(said) > 60, sorted(said)


def test_the_other_language_takes_along_what_is_typed_into_any_form(world):
    seen, wrong = set(), []
    for browser, page, form, address in forms_of(world):
        route = resolve(address).view_name
        if route in REGISTER or route == "accounts:device":
            continue  # one press for each figure, which the device keeps; a PIN, which nobody keeps
        typed = typed_into(form)
        user = User.objects.get(pk=browser.session["_auth_user_id"])
        code = "en" if user.language == "sq" else "sq"
        KeptForm.objects.all().delete()  # so many within an hour are not taken
        asked = {"language": code, "action": address, "next": page}
        response = browser.post(LANGUAGE, sent_by(form, typed), query_params=asked)
        shown = browser.get(response.url)
        again = form_again(shown, address, form)
        if again is None:
            wrong.append((address, "no form", response.url))
            continue
        assert f'<html lang="{code}"' in shown.content.decode()
        seen.add(address)
        for name, value in typed.items():
            values = value if isinstance(value, list) else [value]
            if set(shown_in(again, name)) != set(values):
                wrong.append((address, name, values, shown_in(again, name)))
        if file_fields(form) and not again.xpath(f"boolean(.//*[contains(., '{FILE}')])"):
            wrong.append((address, FILE))
        wrong += [(address, name, "closed") for name in closed_over(again, typed.keys())]

    assert not wrong, "\n".join(map(str, wrong))
    assert len(seen) > 45, sorted(seen)
