"""Views that do as little as can be done, to measure the register against; open to anybody."""

from django.http import HttpResponse
from django.urls import include, path
from django.utils import timezone

from accounts.access import ANYBODY, access_table
from events.models import Registration


def update(request, registration_id):
    """One update, without session or permission; for a mark, whoever asks sends none."""
    attendance = request.POST["attendance"]
    now = timezone.now()  # the database lets no mark stand without its moment
    Registration.objects.filter(pk=registration_id).update(attendance=attendance, marked_at=now)
    return HttpResponse("ok", headers={"Content-Length": "2"})  # no middleware adds it


def empty(request):
    """A page with nothing on it, for somebody who is signed in."""
    return HttpResponse(f"<!doctype html><title>{request.user.pk}</title>")


urlpatterns = [
    path("bare/<int:registration_id>/", update, name="bare_update"),
    path("bare/", empty, name="bare_empty"),
    path("", include("shkej.urls")),
]

for name, method in (("bare_update", "POST"), ("bare_empty", "GET")):
    access_table()["routes"][name] = {"permission": ANYBODY, "methods": [method]}
