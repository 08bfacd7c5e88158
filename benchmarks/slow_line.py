"""A register's first visit on a slow line: `python -m benchmarks.slow_line`.

Needs a database made by `benchmarks.data`, and Chromium. A register of 60 people is opened by a
new browser at 400 kbit/s with 150 ms on the way and a processor four times slower, until it takes
marks. The least that could be done there is an empty page through the same middleware, and the time
that the line itself needs for the register's bytes.
"""

import os
import statistics
from contextlib import contextmanager

import django

from benchmarks.figures import Figure, show
from benchmarks.mark import session_of
from benchmarks.serving import WHOLE, served

ROUNDS = 5
KILOBITS, LATENCY, SLOWER = 400, 150, 4
BYTES_A_SECOND = KILOBITS * 1000 / 8
PEOPLE = 60
REQUESTS_PROMISED, KILOBYTES_PROMISED, SECONDS_PROMISED = 12, 100, 3
USABLE = "html[data-register-ready]"
# Noted by the page itself: whoever asks it from outside waits for what it does afterwards too.
NOTE_WHEN_USABLE = """
  const note = () => {
    if (document.querySelector("USABLE")) window.usableAt ??= performance.now();
  };
  new MutationObserver(() => {
    note();
    new MutationObserver(note).observe(document.documentElement, { attributes: true });
  }).observe(document, { childList: true });
"""


def register_of_60():
    """An open register of some 60 people today, and somebody of the staff there."""
    from django.db.models import Count
    from django.utils import timezone

    from accounts.models import User
    from events.models import Event

    today = Event.objects.filter(starts_on=timezone.localdate(), register_closed_at=None)
    today = today.filter(is_sensitive=False)  # of others only who is assigned sees the names
    counted = today.annotate(people=Count("registrations")).filter(people__lte=PEOPLE)
    event = counted.order_by("-people", "pk").first()
    if event is None:
        raise SystemExit("No register is open today: make the data again (benchmarks.data).")
    return event, User.objects.filter(grants__role="staff", grants__centre=event.centre).first()


class Visit:
    """What one first visit of an address asked for, and how long it took."""

    def __init__(self, page, address, usable):
        self.requests, self.bytes = 0, 0
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY,
                "downloadThroughput": BYTES_A_SECOND,
                "uploadThroughput": BYTES_A_SECOND,
            },
        )
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        line.on("Network.loadingFinished", self._add)
        page.add_init_script(NOTE_WHEN_USABLE.replace("USABLE", usable))
        page.goto(address, wait_until="commit")
        page.wait_for_selector(usable, state="attached")
        self.seconds = page.evaluate("usableAt") / 1000

    def _add(self, file):
        if size := file["encodedDataLength"]:  # a drawing in a stylesheet asks for nothing
            self.requests += 1
            self.bytes += size


@contextmanager
def visitor(session):
    """`visit(address, usable)` by a browser that keeps nothing from one visit to the next."""
    from playwright.sync_api import sync_playwright

    from tests.tools import find_chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())

        def visit(address, usable):
            context = browser.new_context(viewport={"width": 390, "height": 844})
            context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
            seen = Visit(context.new_page(), address, usable)
            context.close()
            return seen

        yield visit
        browser.close()


def measure():
    """One figure: seconds until a register takes marks, with its requests and bytes."""
    event, staff = register_of_60()
    people = event.registrations.active().count()
    session = session_of(staff)
    with served(WHOLE) as server, visitor(session) as visit:
        root = f"http://127.0.0.1:{server.port}"
        registers, empty = [], []
        for _round in range(ROUNDS + 1):
            registers.append(visit(f"{root}/events/{event.pk}/register/", USABLE))
            empty.append(visit(f"{root}/bare/", "html"))
    seen = registers[-1]
    needed = statistics.median(one.seconds for one in empty[1:]) + seen.bytes / BYTES_A_SECOND
    yield Figure(
        f"register of {people} people, first visit",
        "an empty page, and the line alone for the bytes",
        statistics.median(one.seconds for one in registers[1:]),
        needed,
        seconds_promised=SECONDS_PROMISED,
        note=f"{seen.requests} requests of at most {REQUESTS_PROMISED}, {seen.bytes / 1000:.0f} kB "
        f"of at most {KILOBYTES_PROMISED}",
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    django.setup()
    show(measure())
