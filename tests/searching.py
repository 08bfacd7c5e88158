"""How tests search, as the forms do."""

from django.urls import reverse


def search_on(client, address, words, **others):
    """The page that a search for `words` leads to; `others`: what else its form holds."""
    return client.post(reverse("search"), {"page": address, "q": words, **others}, follow=True)
