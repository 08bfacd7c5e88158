"""Where the page of an event is."""

from django.urls import reverse


def detail_url(event):
    return reverse("events:event_detail", args=[event.pk])
