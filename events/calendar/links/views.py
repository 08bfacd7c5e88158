"""Calendar links: the page on which one makes them, and the feed that calendars read."""

from urllib.parse import quote

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from accounts.addresses import client_address
from events.calendar.feed import OWN, feed_by_hash, read_feed
from events.calendar.links.forms import FeedForm
from events.calendar.links.services import hash_of, make_feed, note_reading, renew_feed, revoke_feed
from partners.models import CalendarFeed
from shkej.lib.pages import page_of

PER_PAGE = 50


def feed(request, token):
    """The calendar of a link; whoever has the link reads it, and nothing else answers."""
    token_hash = hash_of(token)
    found = feed_by_hash(token_hash)
    if found is None:
        raise Http404
    reading = read_feed(found)
    response = get_conditional_response(request, etag=reading.etag)
    is_new = response is None
    is_too_often = not note_reading(feed=found, address=client_address(request), is_new=is_new)
    if is_new and is_too_often:
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    if is_new:
        response = HttpResponse(reading.write(), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="shkej.ics"'
    response["ETag"] = reading.etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Language"] = found.language
    return response


def _owned(user):
    """The links of a user, and of the organisations that they act for."""
    organisations = [g.organisation_id for g in user.grants_for(OWN) if g.organisation_id]
    feeds = CalendarFeed.objects.filter(Q(user=user) | Q(organisation__in=organisations))
    return feeds.open().select_related("organisation", "project", "made_by")


@reauthentication_required(app="events", allow_get=True)
def feeds(request):
    """The reader's links; a new one is shown once, with the ways to subscribe to it."""
    form = FeedForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made, token = make_feed(**form.cleaned_data, made_by=request.user, log=request.log)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _show_once(request, made, token)
    context = {"form": form, "feeds": _owned(request.user)}
    return render(request, "events/calendar/links/feeds.html", context)


@reauthentication_required(app="events", allow_get=True)
def feed_renew(request, feed_id):
    """Ask, then give the same link another address; the old one is dead at once."""
    old = get_object_or_404(_owned(request.user), pk=feed_id)
    if request.method != "POST":
        context = {"feed": old, "is_renewal": True, "leave_url": reverse("events:feeds")}
        return render(request, "events/calendar/links/feed_confirm.html", context)
    made, token = renew_feed(feed=old, made_by=request.user, log=request.log)
    return _show_once(request, made, token, is_renewal=True)


def feed_revoke(request, feed_id):
    """Ask, then end a link."""
    feed = get_object_or_404(_owned(request.user), pk=feed_id)
    return _revoke(request, feed, reverse("events:feeds"))


def all_feeds(request):
    """Every living link, the longest unused first: whose it is, and when it was opened last."""
    page = page_of(request, _all_feeds(), PER_PAGE)
    context = {"list_title": _("Calendar links"), "listed": page, "page_obj": page}
    return render(request, "events/calendar/links/all_feeds.html", context)


def any_feed_revoke(request, feed_id):
    """Ask, then end anybody's link."""
    feed = get_object_or_404(_all_feeds(), pk=feed_id)
    return _revoke(request, feed, reverse("events:all_feeds"))


def _revoke(request, feed, leave_url):
    if request.method != "POST":
        context = {"feed": feed, "leave_url": leave_url}
        return render(request, "events/calendar/links/feed_confirm.html", context)
    revoke_feed(feed=feed, log=request.log)
    messages.success(request, _("The link was revoked: no calendar can read it any more."))
    return redirect(leave_url)


def _all_feeds():
    rows = CalendarFeed.objects.open()
    rows = rows.select_related("user", "organisation", "project", "made_by")
    return rows.order_by(F("last_used_at").asc(nulls_first=True), "pk")


def _show_once(request, made, token, *, is_renewal=False):
    """The link itself: it is in this answer and nowhere else."""
    address = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
    webcal = "webcal" + address[address.index(":") :]
    outlook = "https://outlook.office.com/calendar/0/addfromweb?url="
    context = {
        "feed": made,
        "is_renewal": is_renewal,
        "back": reverse("events:feeds"),
        "address": address,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": outlook + quote(address, safe=""),
    }
    response = render(request, "events/calendar/links/feed_made.html", context)
    response["Cache-Control"] = "no-store"
    return response
