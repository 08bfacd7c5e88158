"""Where the pages and acts of a register are."""

from django.urls import reverse


def url(route, event, *arguments):
    return reverse(f"events:{route}", args=[event.pk, *arguments])
