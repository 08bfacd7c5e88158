"""The pages that a whole country makes slow, against an empty page: `python -m benchmarks.pages`.

Needs a database made by `benchmarks.data`. Each page and an empty one go through the whole of the
middleware in this process, in turns.
"""

import os
from datetime import date

import django

from benchmarks.figures import Figure, in_turns, show

ROUNDS = 5


def pages(plan):
    """{name: (user, address)} of what is measured."""
    from django.db.models import Count

    from accounts.models import User
    from events.models import Event

    staff = User.objects.filter(grants__role="staff").order_by("pk").first()
    coordinator = User.objects.filter(grants__role="coordinator").order_by("pk").first()
    partner = User.objects.filter(grants__role="partner").order_by("pk").first()
    today = Event.objects.visible_to(staff).filter(starts_on=plan.today, is_sensitive=False)
    registers = today.annotate(people=Count("registrations")).order_by("people", "pk")
    short, large = registers.first().pk, registers.last().pk
    start, end = plan.quarter()
    quarter = f"start={start}&end={end}"
    centre = staff.grants.get().centre.code
    return {
        "home of the staff": (staff, "/"),
        "home of a coordinator": (coordinator, "/"),
        "home of a partner": (partner, "/events/partner/"),
        "events, staff": (staff, "/events/"),
        "events, coordinator": (coordinator, "/events/"),
        "register, the shortest": (staff, f"/events/{short}/register/"),
        "register, the largest, a page of it": (staff, f"/events/{large}/register/?page=2"),
        "register's history": (coordinator, f"/events/{large}/register/history/"),
        "people, staff": (staff, "/people/"),
        "people, coordinator": (coordinator, "/people/"),
        "people, two words searched": (coordinator, ("/people/", "drita hoxha")),
        "possible duplicates": (coordinator, "/people/duplicates/"),
        "report of a quarter, country": (coordinator, f"/reports/?{quarter}"),
        "report of a quarter, a centre": (coordinator, f"/reports/?{quarter}&centre={centre}"),
    }


def measure():
    """A figure for each page, one after the other."""
    from django.test import Client
    from django.test.utils import override_settings

    from benchmarks.country.plan import Plan

    hosts = {"ALLOWED_HOSTS": ["testserver"], "REQUIRE_SECOND_FACTOR": False}
    with override_settings(ROOT_URLCONF="benchmarks.bare", SERVED_OVER_TLS=False, **hosts):
        for name, (user, address) in pages(Plan(date.today())).items():
            client = Client()
            client.force_login(user)
            address = _searched(client, address)
            acts = {
                "page": lambda client=client, address=address: _get(client, address),
                "empty": lambda client=client: _get(client, "/bare/"),
            }
            taken = in_turns(acts, rounds=ROUNDS)
            yield Figure(name, "an empty page", taken["page"], taken["empty"])


def _searched(client, address):
    """The address of a page; of a pair of page and words the one to which their search leads."""
    if isinstance(address, str):
        return address
    page, words = address
    return client.post("/search/", {"page": page, "q": words}).headers["Location"]


def _get(client, address):
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code} {answer.headers.get('Location', '')}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    django.setup()
    show(measure())
