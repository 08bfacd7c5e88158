"""How tests reach WebKit, the engine of each browser on an iPhone: by WebDriver, out of sight."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from selenium.webdriver import Remote
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from shkej.static_files import write_joined
from tests.tools import find_webkit
from tests.webkit.phone import Phone

# The window is as large as an iPhone's; no manager of windows is there who could fill a screen.
SCREEN, WIDTH, HEIGHT = "1024x1024x24", 390, 844
# It draws without a graphics card; as root its own sandbox does not start.
QUIET = {"WEBKIT_DISABLE_COMPOSITING_MODE": "1", "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}

# `make test-webkit` asks for them: on a machine with much else to do one in twenty journeys fails.
collect_ignore_glob = [] if os.environ.get("WEBKIT") == "on" else ["test_*.py"]


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
    """`open_phone(language="sq", has_script=True)`: a browser of its own on this server."""
    write_joined(settings.JOINED_FILES)
    path, browser = find_webkit()
    opened = []

    def open_one(language="sq", *, has_script=True):
        options = Options()
        options.binary_location = browser
        options.add_argument("--automation")
        if not has_script:
            options.add_argument("--enable-javascript=false")
        service = Service(executable_path=path, env={**os.environ, **QUIET, "DISPLAY": screen})
        service.start()
        opened.append(service.stop)
        at = RemoteConnection(client_config=ClientConfig(service.service_url))
        driver = Remote(at, options=options)
        opened.append(driver.quit)
        driver.set_window_rect(0, 0, WIDTH, HEIGHT)
        return Phone(driver, live_server.url, language)

    yield open_one
    for end in reversed(opened):
        end()
