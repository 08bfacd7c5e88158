"""Marking one person against a bare view that makes one update: `python -m benchmarks.register`.

All run in this process through Django's test client, in turns, so that a busy machine slows all.
The mark is the whole one: session, permission, lock, history, key and row; the bare update runs
without any middleware, and once more through ours. The page of a register with 25 people is
measured against an empty page through the same middleware. Connections are kept on all sides.
"""

import os
import time
import uuid
from datetime import timedelta
from statistics import median

import django

ROUNDS, EACH = 12, 25


def main():
    django.setup()
    from django.test.utils import get_runner, override_settings

    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with override_settings(ROOT_URLCONF="benchmarks.bare", ALLOWED_HOSTS=["testserver"]):
            measure()
    finally:
        runner.teardown_databases(databases)


def measure():
    from django.test import Client
    from django.test.utils import override_settings
    from django.utils import timezone

    from tests.conftest import user_with
    from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory

    centre = CentreFactory(code="engjejt-e-vegjel")
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))
    rows = RegistrationFactory.create_batch(25, event=event)
    client = Client()
    client.force_login(user_with("staff", centre=centre))
    base = f"/events/{event.pk}/register/"
    marks = {"present": "absent", "absent": "present", "unmarked": "present"}
    now = dict.fromkeys((row.pk for row in rows), "unmarked")

    def mark(row):
        seen, now[row.pk] = now[row.pk], marks[now[row.pk]]
        body = {"attendance": now[row.pk], "seen": seen, "key": uuid.uuid4()}
        answer = client.post(f"{base}{row.pk}/mark/", body, headers={"HX-Request": "true"})
        check(answer)

    def update(row):
        check(client.post(f"/bare/{row.pk}/", {"attendance": "present"}))

    with override_settings(MIDDLEWARE=[]):
        naked = Client()
        naked.get("/nowhere/")  # so that it has loaded the middleware of now: none

    def bare(row):
        check(naked.post(f"/bare/{row.pk}/", {"attendance": "present"}))

    seconds = {act: [] for act in (mark, bare, update)}
    for _round in range(ROUNDS):
        for act, taken in seconds.items():
            began = time.perf_counter()
            for row in rows[:EACH]:
                act(row)
            taken.append((time.perf_counter() - began) / EACH)
    one, other, through = (median(seconds[act]) for act in (mark, bare, update))
    print(f"mark {1 / one:.0f}/s, bare update {1 / other:.0f}/s: ratio {other / one:.2f}")
    print(f"update through the same middleware {1 / through:.0f}/s: ratio {through / one:.2f}")
    pages = {address: [] for address in (base, "/bare/")}
    for _round in range(ROUNDS):
        for address, taken in pages.items():
            began = time.perf_counter()
            check(client.get(address))
            taken.append(1000 * (time.perf_counter() - began))
    full, empty = (median(taken[1:]) for taken in pages.values())
    print(f"register of 25: {full:.0f} ms, {full - empty:.0f} ms over an empty page")


def check(answer):
    """Nothing is measured that does not work."""
    if answer.status_code != 200:
        raise SystemExit(f"{answer.request['PATH_INFO']} answered {answer.status_code}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main()
