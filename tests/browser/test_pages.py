"""Every page of the route table in a browser, in both languages, on a phone and on a desk."""

import pytest

from accounts.access import access_table
from accounts.models import Role
from tests.browser.checks import faults_of
from tests.browser.words import english_left, texts_of
from tests.routes import all_routes

ROUTES = access_table()["routes"]
PERMISSIONS = access_table()["permissions"]
# Answers that are no pages: files, fragments, a word for the load balancer.
NO_PAGES = {"health", "events:register_search", "events:import_template"}
# Steps that one reaches only from another: test_sign_in.py takes them.
STEPS = {
    "account_reauthenticate",
    "account_reset_password_from_key",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
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


def reader_of(route):
    """The role for which a page shows most; None for a page of visitors."""
    permission = ROUTES[route]["permission"]
    if permission == "anybody":
        return None
    allowed = PERMISSIONS.get(permission, Role.values)
    return "coordinator" if "coordinator" in allowed else allowed[0]


@pytest.mark.parametrize("area", AREAS)
def test_every_page_is_sound_and_wholly_in_its_language(open_page, world, width, area):
    texts, faults = {"en": {}, "sq": {}}, []
    for language, seen in texts.items():
        pages = {}
        for route, arguments in AREAS[area]:
            reader = reader_of(route)
            if reader not in pages:
                pages[reader] = open_page(width, world.users.get(reader), language)
            page = pages[reader]
            response = page.goto(world.address(route, arguments))
            found = faults_of(page, language) if response.ok else [f"answers {response.status}"]
            faults += [f"{route} in {language}: {fault}" for fault in found]
            seen[route] = texts_of(page)
    for route, seen in texts["sq"].items():
        faults += [f"{route}: {words}" for words in english_left(seen, texts["en"][route])]
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("role", [*Role.values, "nobody"])
def test_the_first_page_of_each_role_is_sound(open_page, world, width, role):
    page = open_page(width, world.users.get(role))

    page.goto("/")

    assert not faults_of(page, "sq")
