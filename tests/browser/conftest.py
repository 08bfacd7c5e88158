"""How the browser tests reach Chromium; every test of this folder bears the mark `browser`."""

import os
from pathlib import Path

import pytest

from tests.tools import find_chromium


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium: none is downloaded."""
    chromium = find_chromium()
    if not chromium:
        pytest.fail("Chromium is missing: apt-get install chromium, or set CHROMIUM to its path.")
    arguments = ["--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses root otherwise
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}
