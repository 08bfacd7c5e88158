"""Calendar links: made, renewed, revoked. The token is told once; only its hash is kept."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import CalendarFeed

TOKEN_BYTES = 24  # 192 random bits (SECURITY, R50)
HOUR = timedelta(hours=1)
MOST_FEEDS = 20  # of one owner that are not revoked


def hash_of(token):
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(*, user=None, organisation=None, language, scope, project=None):
    """(the link, its token): the only moment at which the token is known."""
    owned = CalendarFeed.objects.filter(user=user, organisation=organisation, revoked_at=None)
    if owned.count() >= MOST_FEEDS:
        raise ValidationError(_("There are many links already: revoke one that nobody uses."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(
        user=user,
        organisation=organisation,
        language=language,
        scope=scope,
        project=project,
        token_hash=hash_of(token),
    )
    return feed, token


@transaction.atomic
def renew_feed(*, feed):
    """(a new link like the old one, its token); the old one is dead from now on."""
    revoke_feed(feed=feed)
    return make_feed(
        user=feed.user,
        organisation=feed.organisation,
        language=feed.language,
        scope=feed.scope,
        project=feed.project,
    )


def revoke_feed(*, feed):
    """End a link: its next reading is answered as if it had never been."""
    if feed.revoked_at is None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at", "updated_at"])
    return feed


def note_reading(*, feed):
    """Write down that a link was read; returns how often it was in the hour that runs."""
    now = timezone.now()
    runs = feed.readings_since is not None and now - feed.readings_since < HOUR
    readings = F("readings") + 1 if runs else 1
    since = feed.readings_since if runs else now
    CalendarFeed.objects.filter(pk=feed.pk).update(
        readings=readings, readings_since=since, last_used_at=now
    )
    return feed.readings + 1 if runs else 1
