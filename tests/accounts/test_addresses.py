"""Where somebody is sent on to: a page of this site, whatever was written into an address."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from accounts.addresses import is_own_address

WORDS = ["word", "home", "a\0b", "?q=1", "people.list"]


@pytest.mark.parametrize("url", ["/", "/people/?page=2", "http://testserver/people/"])
def test_a_page_of_this_site_is_one(url):
    assert is_own_address(RequestFactory().get("/"), url)


@pytest.mark.parametrize("url", ["", None, "//evil.example/", "https://evil.example/", *WORDS])
def test_another_site_and_a_mere_word_are_none(url):
    assert not is_own_address(RequestFactory().get("/"), url)


@pytest.mark.parametrize("word", WORDS)
def test_a_mere_word_to_go_on_to_leads_home(client, staff, word):
    client.force_login(staff)

    answer = client.get(reverse("accounts:locked"), {"next": word})

    assert answer.url == reverse("home")
