"""Each route that makes a row does so once; each other one adds nothing when it is sent twice."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.shortcuts import redirect
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from drafts.form_marks import FIELD, make_mark
from drafts.kinds import CREATES, EDITS, REPEATABLE, SENDS
from drafts.models import FormKey, KeptForm
from drafts.once import KEPT, OLDEST, forget_keys
from partners.models import Organisation
from tests.drafts.every_page import ARGUMENTS, TABLE, somebody_for
from tests.drafts.pages import fields_of, page_of, path_of
from tests.partners.factories import OrganisationFactory

# What is written down of every request, also of one that adds nothing.
NOTES = {"accesslog", "session", "usersession", "keptform", "formkey"}


@pytest.fixture
def world(shared_world):
    return shared_world


def made():
    return Organisation.objects.filter(name_sq="E bërë").count()


def make_one(request, **_arguments):
    """In the place of each view: makes a row and leads to it."""
    row = OrganisationFactory(name_sq="E bërë")
    return redirect(f"/partners/{row.pk}/")


@pytest.mark.parametrize("route", sorted(CREATES))
def test_a_form_makes_one_row_whenever_and_however_often_it_is_sent(
    world, monkeypatch, time_machine, route
):
    user, browser = somebody_for(world, route), Client()
    address = world.address(route, ARGUMENTS[route])
    monkeypatch.setattr(BaseHandler, "resolve_request", _as_made)
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    mark = make_mark(user.pk)

    def press(mark=mark, days=0, **more):
        time_machine.move_to(start + timedelta(days=days), tick=False)
        browser.force_login(user)
        return browser.post(address, {FIELD: mark, "name": "Një", **more})

    first = press()
    assert press().url == first.url  # a double press, a refresh, a lost answer
    assert press(mark=make_mark(user.pk)).url == first.url  # Back and Save on a page made anew
    assert press(days=20).url == first.url
    assert made() == 1

    press(days=OLDEST.days + 1)
    assert made() == 1
    assert KeptForm.objects.filter(user=user).last().values() == {"name": ["Një"]}
    time_machine.move_to(start + KEPT + timedelta(days=1), tick=False)
    forget_keys()
    assert not FormKey.objects.exists()
    press(days=KEPT.days + 1)
    assert made() == 1

    late = make_mark(user.pk)
    press(mark=late, days=KEPT.days + 2, name="Dy")
    assert made() == 2


@pytest.mark.parametrize("route", sorted(SENDS))
def test_a_link_is_sent_once_for_each_page(world, monkeypatch, route):
    user, browser = somebody_for(world, route), Client()
    address = world.address(route, ARGUMENTS[route])
    monkeypatch.setattr(BaseHandler, "resolve_request", _as_made)
    browser.force_login(user)
    mark = make_mark(user.pk)

    for _press in range(3):
        browser.post(address, {FIELD: mark})
    assert made() == 1

    browser.post(address, {FIELD: make_mark(user.pk)})
    assert made() == 2


def _as_made(_handler, request):
    request.resolver_match = match = resolve(request.path_info)
    return make_one, match.args, match.kwargs


def counts():
    """{model: rows} of all that a form can add."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed
        and model._meta.model_name not in NOTES
        and not model._meta.model_name.startswith(("historical", "dbtask", "startedtask"))
    }


@pytest.mark.parametrize("route", sorted(REPEATABLE | EDITS))
def test_what_makes_no_row_of_its_own_adds_nothing_when_it_is_sent_twice(world, route):
    browser, user = Client(), somebody_for(world, route)
    browser.force_login(user)
    address = world.address(route, ARGUMENTS[route])
    fields = {FIELD: make_mark(user.pk)}
    if "GET" in TABLE["routes"][route]["methods"]:
        page = browser.get(address)
        forms = page_of(page).forms if page.status_code == 200 and page.content.strip() else []
        own = [form for form in forms if form.method == "POST"]
        if own := [form for form in own if path_of(form, address) == address]:
            fields = fields_of(max(own, key=lambda form: len(form.fields)))
    with transaction.atomic():
        browser.post(address, fields)
        once = counts()
        browser.force_login(user)  # it may have signed itself out
        browser.post(address, fields)
        assert counts() == once
