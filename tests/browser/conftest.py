"""How the browser tests reach Chromium, and what no page may do; each bears the mark `browser`."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from demonstration.load import load_demonstration
from shkej.lib.dates import today
from shkej.static_files.storage import write_joined
from tests.browser.reader import PASSWORD
from tests.browser.watching import Watcher
from tests.databases import begin_with
from tests.tools import find_chromium

FOLDER = Path(__file__).parent
PICTURES = os.environ.get("SCREENSHOTS")
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 1,
}
NARROW_PHONE = {**PHONE, "viewport": {"width": 360, "height": 740}}
WIDE = 1280
DESK = {"viewport": {"width": WIDE, "height": 800}}
SCREENS = {360: NARROW_PHONE, 390: PHONE, WIDE: DESK}
# Where thumbs are in a hurry, the narrowest phone in use counts too; elsewhere two widths do.
EACH_WIDTH = pytest.mark.parametrize("width", SCREENS, ids=lambda width: f"{width}px")
# Far above what a page takes: a busy machine is no failure.
MILLISECONDS = 15_000


# Pages are used in Albanian on a phone, as most people do, and looked at in English at a desk; each
# page in both at both is looked at by test_pages.py alone.
USUAL = {"language": "sq", "width": 390}
# No screen tells databases apart: on both are gone the core journeys, and registers, which many
# people change at once.
ON_BOTH_DATABASES = FOLDER / "register"


def pytest_collection_modifyitems(items):
    """Mark the tests of this folder: `make test` goes the core journeys, as most people do."""
    items[:] = [item for item in items if not _is_mixed(item)]
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)
            is_usual = all(_facts(item).get(name, usual) == usual for name, usual in USUAL.items())
            is_journey = item.get_closest_marker("journey")
            if not (is_usual and is_journey):
                item.add_marker(pytest.mark.more)
            if not (is_usual and (is_journey or ON_BOTH_DATABASES in item.path.parents)):
                item.add_marker(pytest.mark.one_database)


def _is_mixed(item):
    """Whether it is in English on a phone or in Albanian at a desk, which only pictures show."""
    facts = _facts(item)
    if PICTURES or FOLDER not in item.path.parents or not {"language", "width"} <= facts.keys():
        return False
    return (facts["language"] == "sq") == (facts["width"] == WIDE)


def _facts(item):
    return item.callspec.params if hasattr(item, "callspec") else {}


@pytest.fixture(scope="session", autouse=True)
def joined_files():
    """Pages load their styles and scripts joined, as in production."""
    write_joined(settings.JOINED_FILES)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium: none is downloaded."""
    chromium = find_chromium()
    if not chromium:
        pytest.fail("Chromium is missing: apt-get install chromium, or set CHROMIUM to its path.")
    # Nothing is drawn in three dimensions: without a process for it a page takes a sixth less.
    arguments = ["--disable-dev-shm-usage", "--disable-gpu", "--disable-software-rasterizer"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses root otherwise
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}


@pytest.fixture
def watcher(live_server):
    """Fails the test for what a browser complained about meanwhile."""
    watcher = Watcher(live_server.url)
    yield watcher
    assert not watcher.complaints, "\n".join(["The browser complained:", *watcher.complaints])


@pytest.fixture
def new_context(new_context, watcher):
    """Every context of a test is watched, at ease with motion and patient."""

    def watched_context(**options):
        context = new_context(**{"reduced_motion": "reduce", **options})
        context.set_default_timeout(MILLISECONDS)
        context.set_default_navigation_timeout(MILLISECONDS)
        watcher.watch(context)
        return context

    return watched_context


@pytest.fixture
def demonstration(transactional_db):
    """Today's demonstration, with a password that the tests know; each process loads it once."""
    assert not User.objects.exists(), "ask for the demonstration first: it begins a database anew"
    begin_with(f"demonstration-{today()}", lambda: load_demonstration(password=PASSWORD))


@pytest.fixture(params=["sq", "en"])
def language(request):
    """The language of the interface."""
    return request.param


@pytest.fixture(params=[390, WIDE], ids=lambda width: f"{width}px")
def width(request):
    """How wide the screen is: a phone in the hand, a desk."""
    return request.param


@pytest.fixture
def open_page(new_context, live_server):
    """`open_page(width, user=None, language="sq")`: a page of a new browser.

    With a user, signed in without the sign-in page, in that language from then on.
    """

    def open_one(width, user=None, language="sq", **options):
        context = new_context(base_url=live_server.url, **SCREENS[width], **options)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if user:
            User.objects.filter(pk=user.pk).update(language=language)
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            cookies[name] = client.cookies[name].value
        context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in cookies.items()
            ]
        )
        return context.new_page()

    return open_one


@pytest.fixture
def picture(language, width):
    """`picture(page, name)`: kept in the folder that SCREENSHOTS names, where it names one."""

    def take(page, name):
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{language}-{width}.png", full_page=True)

    return take
