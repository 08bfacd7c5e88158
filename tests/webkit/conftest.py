"""How tests reach WebKit, the engine of each browser on an iPhone: by WebDriver, out of sight."""

import os
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Remote
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import HTTPError

from shkej.static_files.storage import write_joined
from tests.tools import find_webkit
from tests.webkit.phone import SECONDS, Phone

# The window is as large as an iPhone's; no manager of windows is there who could fill a screen.
SCREEN, WIDTH, HEIGHT = "1024x1024x24", 390, 844
# It draws without a graphics card; as root its own sandbox does not start.
QUIET = {"WEBKIT_DISABLE_COMPOSITING_MODE": "1", "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
# A busy machine lets a start run into the driver's own limit, which nobody can set.
STARTS = 4


def pytest_collection_modifyitems(items):
    """Tests of the second engine stand apart from the others."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.more)
            item.add_marker(pytest.mark.one_database)


@pytest.fixture(scope="session")
def screen():
    """The number of a display that nobody sees."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(  # noqa: S603 - no text of a user
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        yield f":{server.stdout.readline().strip()}"
        server.terminate()


@pytest.fixture
def open_phone(screen, live_server):
    """`open_phone(language="sq", has_script=True)`: a browser of its own on this server.

    Nothing is left in it of what another journey kept: no cookie, no register, no service worker.
    """
    write_joined(settings.JOINED_FILES)
    with ExitStack() as opened:

        def open_one(language="sq", *, has_script=True):
            driver = _start(screen, has_script, opened)
            return Phone(driver, live_server.url, language)

        yield open_one


def _start(screen, has_script, opened):
    """A browser that answers; what did not start in time is ended and started anew."""
    for start in range(1, STARTS + 1):
        with ExitStack() as begun:
            try:
                driver = _start_once(screen, has_script, begun)
            except (WebDriverException, HTTPError):
                if start == STARTS:
                    raise
            else:
                opened.push(begun.pop_all())
                return driver
    raise AssertionError  # the last start raised


def _start_once(screen, has_script, begun):
    path, browser = find_webkit()
    options = Options()
    options.binary_location = browser
    options.add_argument("--automation")
    if not has_script:
        options.add_argument("--enable-javascript=false")
    service = Service(executable_path=path, env={**os.environ, **QUIET, "DISPLAY": screen})
    begun.callback(service.stop)
    service.start()
    # A browser that hangs is ended: without a limit its test would never end.
    config = ClientConfig(service.service_url, timeout=2 * SECONDS)
    driver = Remote(RemoteConnection(client_config=config), options=options)
    begun.callback(driver.quit)
    driver.set_page_load_timeout(SECONDS)
    driver.set_script_timeout(SECONDS)
    driver.set_window_rect(0, 0, WIDTH, HEIGHT)
    return driver
