"""What the tests of accounts share: who reads the pages, and who signs in."""

import pytest

from tests.accounts.factories import GrantFactory
from tests.browser.reader import Reader


@pytest.fixture(params=[("sq", 390), ("en", 1280)], ids=["sq-390px", "en-1280px"])
def reader(request, open_page):
    """A reader in Albanian on a phone, another in English on a desk."""
    language, width = request.param
    return Reader(open_page(width, language=language), language)


@pytest.fixture
def user(centre, reader):
    """Staff of the centre, who reads the reader's language."""
    about = {"user__with_password": True, "user__language": reader.language}
    return GrantFactory(role="staff", centre=centre, **about).user
