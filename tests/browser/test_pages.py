"""Every page of the route table in a browser, in both languages, on a phone and on a desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import access_table
from accounts.models import Role
from events.models import Event, Registration
from tests.browser.checks import assert_sound, faults_of, faults_of_words, unfold_all
from tests.browser.words import assert_only_albanian, english_left, texts_of
from tests.events.factories import EventFactory, RegistrationFactory
from tests.routes import all_routes

ROUTES = access_table()["routes"]
PERMISSIONS = access_table()["permissions"]
# Answers that are no pages: files, fragments, a word for the load balancer.
NO_PAGES = {
    "calendar_by_link",
    "calendar_feed",
    "health",
    "health_ready",
    "metrics",
    "worker",
    "events:attachment",
    "events:notice_to_print",
    "help_door_card",
    "accounts:device_key",
    "events:register_changes",
    "events:register_nearby",
    "events:import_template",
    "events:register_download_file",
    "participants:consent_file",
    "reports:download",
    "reports:export_people_file",
    "reports:export_names_file",
    "retention:access_file",
    "reports:manual_source",
    "reports:partner_figures_export",
    "reports:disclosed_figures_export",
    "reports:prp_file",
    "reports:report_download",
}
# Steps that one reaches only from another: tests/browser/accounts takes them.
STEPS = {
    "account_reauthenticate",
    "account_reset_password_from_key",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
}
SEARCH = "search "  # what comes after it is searched for on the page
# What is asked of pages that answer questions; each is opened once for each.
QUESTIONS = {
    "accounts:user_list": ["", SEARCH + "nobody"],
    "events:calendar": ["", "?view=week", "?view=list", "?view=week&kind=party"],
    "events:event_list": ["", "?text=nothing", "?waiting=register_not_taken"],
    "events:series_members": ["", SEARCH + "emri", SEARCH + "nobody"],
    "events:series_grid": ["", "?months=3"],
    "participants:participant_list": ["", SEARCH + "nobody"],
    "partners:organisation_list": ["", SEARCH + "nobody"],
    "reports:attendance": [
        "?period=this_quarter",
        "?period=custom&start=2019-01-01&end=2019-03-31",
        "?period=custom&start=2019-03-31&end=2019-01-01",
    ],
    "reports:events": ["?period=this_quarter&figure=attendances"],
    "reports:people": ["?period=this_quarter&figure=reached"],
}


def pages_by_area():
    """{area: [(route, names of its arguments)]} of all pages that somebody may open."""
    areas = {}
    for name, arguments in all_routes():
        rule = ROUTES.get(name)
        if rule and "GET" in rule["methods"] and name not in NO_PAGES | STEPS:
            area = name.partition(":")[0] if ":" in name else "frame"
            areas.setdefault(area, []).append((name, arguments))
    return areas


AREAS = pages_by_area()
AT_ONCE = 8  # pages of one test: many short tests share the processors better than a few long ones


def in_parts(pages_of_areas):
    """{name of a part: some pages of one area}."""
    return {
        f"{area} {first + 1}-": pages[first : first + AT_ONCE]
        for area, pages in pages_of_areas.items()
        for first in range(0, len(pages), AT_ONCE)
    }


PARTS = in_parts(AREAS)
# These offer only choices, and one is chosen.
ONLY_CHOICES = {
    "events:feeds",
    "participants:consent_withdraw",
    "participants:duplicate_review",
    "participants:guardianship_update",
}
FORMS = in_parts(
    {
        area: [
            (name, arguments)
            for name, arguments in pages
            if "POST" in ROUTES[name]["methods"]
            and ROUTES[name]["permission"] in PERMISSIONS
            and name not in ONLY_CHOICES
        ]
        for area, pages in AREAS.items()
    }
)


def reader_of(route):
    """The role for which a page shows most; None for a page of visitors."""
    permission = ROUTES[route]["permission"]
    if permission == "anybody":
        return None
    allowed = PERMISSIONS.get(permission, Role.values)
    return "coordinator" if "coordinator" in allowed else allowed[0]


@pytest.fixture
def world(world):
    """With somebody who came, so that there is something to report."""
    Registration.objects.filter(pk=world.arguments["registration_id"]).update(
        attendance="present", age=30, marked_at=timezone.now()
    )
    return world


def ask(page, address, question):
    """Open the page as `question` asks; returns its answer."""
    if not question.startswith(SEARCH):
        return page.goto(address + question)
    page.goto(address)
    form = page.locator("main form[role=search]")
    words = question.removeprefix(SEARCH)
    form.locator("[name=q]").evaluate("(box, words) => { box.value = words; }", words)
    with page.expect_navigation() as reached:
        form.evaluate("(form) => form.submit()")
    return reached.value


@pytest.mark.more
@pytest.mark.one_database
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_sound_and_wholly_in_its_language(open_page, world, width, part):
    texts, faults = {"en": {}, "sq": {}}, []
    for language, seen in texts.items():
        looked_at = faults_of if language == "sq" else faults_of_words  # axe reads no language
        pages = {}
        for route, arguments in PARTS[part]:
            reader = reader_of(route)
            if reader not in pages:
                pages[reader] = open_page(width, world.users.get(reader), language)
            page = pages[reader]
            for question in QUESTIONS.get(route, [""]):
                response = ask(page, world.address(route, arguments), question)
                unfold_all(page)
                found = looked_at(page, language) if response.ok else [f"is {response.status}"]
                faults += [f"{route}{question} in {language}: {fault}" for fault in found]
                seen[route, question] = texts_of(page)
    for asked, seen in texts["sq"].items():
        faults += [f"{asked}: {words}" for words in english_left(seen, texts["en"][asked])]
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("role", [*Role.values, "nobody"])
def test_the_first_page_of_each_role_is_sound(open_page, world, width, role):
    page = open_page(width, world.users.get(role))

    page.goto("/")

    assert_sound(page, "sq")
    assert_only_albanian(page)


FILL_TOO_FULL = """
(form) => {
  for (const field of form.querySelectorAll("input[type=text]")) field.value = "x".repeat(300);
  for (const field of form.querySelectorAll("textarea")) field.value = "x".repeat(20000);
}
"""


@pytest.mark.parametrize("part", FORMS)
def test_a_refused_form_is_sound_and_says_why_in_albanian(open_page, world, part):
    pages, faults = {}, []
    for route, arguments in FORMS[part]:
        reader = reader_of(route)
        if reader not in pages:
            pages[reader] = open_page(390, world.users[reader])
        page = pages[reader]
        page.goto(world.address(route, arguments))
        form = page.locator("main form[method=post][novalidate]").first
        if not form.count():
            continue  # an are-you-sure page: Yes is never refused
        form.evaluate(FILL_TOO_FULL)
        with page.expect_navigation():
            form.evaluate("(form) => form.requestSubmit()")
        found = faults_of(page, "sq") + english_left(texts_of(page), set())
        if not page.locator(".error-summary").count():
            found.append("was not refused")
        faults += [f"{route}: {fault}" for fault in found]
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("state", ["empty", "ahead", "cancelled", "closed"])
@pytest.mark.journey
def test_a_register_is_sound_in_each_of_its_states(open_page, world, width, state):
    event = Event.objects.get(pk=world.arguments["event_id"])
    if state == "empty":
        event = EventFactory(starts_at=timezone.now())
    elif state == "ahead":
        later = timezone.now() + timedelta(days=3)
        event = EventFactory(starts_at=later, status="planned")
        RegistrationFactory(event=event)
    elif state == "cancelled":
        Event.objects.filter(pk=event.pk).update(status="cancelled")
    else:
        Event.objects.filter(pk=event.pk).update(register_closed_at=timezone.now())
    page = open_page(width, world.users["coordinator"])

    page.goto(reverse("events:register", args=[event.pk]))

    unfold_all(page)
    assert_sound(page, "sq")
    assert_only_albanian(page)


@pytest.mark.journey
def test_a_page_that_is_not_there_or_not_for_this_reader_is_sound(
    open_page, world, width, language, watcher
):
    watcher.expect(403)
    watcher.expect(404)
    page = open_page(width, world.users["volunteer"], language)
    for address in ("/no/such/page/", reverse("participants:participant_list")):
        page.goto(address)

        assert_sound(page, language)
