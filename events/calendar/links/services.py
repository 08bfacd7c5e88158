"""Calendar links: made, renewed, revoked. The token is told once; only its hash is kept."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.access_log import Action
from accounts.services import log_access
from partners.models import CalendarFeed, Organisation, Project

TOKEN_BYTES = 24  # 192 random bits (docs/security.md, R50)
HOUR = timedelta(hours=1)
READINGS = 60  # of one link from one address in an hour (docs/security.md, R50)
MOST_READINGS = 600  # of one link in an hour: an organisation's many telephones share it
MARK = 16  # figures of a hash that tell one address from another
MOST_FEEDS = 20  # of one owner that are not revoked


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(
    *,
    organisation: Organisation | None = None,
    made_by: User,
    log: Callable[..., object] = log_access,
    **facts: Any,
) -> tuple[CalendarFeed, str]:
    """(the link, its token): the only moment at which the token is known.

    It is the organisation's, or where none is given that of `made_by`. `facts`: language, scope
    and project.
    """
    feed, token = _make(organisation, made_by, **facts)
    _write_down(log, feed, "made")
    return feed, token


def _make(
    organisation: Organisation | None,
    made_by: User,
    *,
    language: str,
    scope: str,
    project: Project | None = None,
) -> tuple[CalendarFeed, str]:
    user = None if organisation else made_by
    owned = CalendarFeed.objects.open().filter(user=user, organisation=organisation)
    if owned.count() >= MOST_FEEDS:
        raise ValidationError(_("There are many links already: revoke one that nobody uses."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(
        user=user,
        organisation=organisation,
        made_by=made_by,
        language=language,
        scope=scope,
        project=project,
        token_hash=hash_of(token),
    )
    return feed, token


@transaction.atomic
def renew_feed(
    *, feed: CalendarFeed, made_by: User, log: Callable[..., object] = log_access
) -> tuple[CalendarFeed, str]:
    """(a link of `made_by` like the old one, its token); the old one is dead from now on."""
    _revoke(feed)
    facts = {name: getattr(feed, name) for name in ("language", "scope", "project")}
    made, token = _make(feed.organisation, made_by, **facts)
    _write_down(log, made, "renewed")
    return made, token


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, log: Callable[..., object] = log_access) -> None:
    """End a link: its next reading is answered as if it had never been."""
    _revoke(feed)
    _write_down(log, feed, "revoked")


def _revoke(feed: CalendarFeed) -> None:
    if feed.revoked_at is None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at", "updated_at"])


def _write_down(log: Callable[..., object], feed: CalendarFeed, change: str) -> None:
    log(Action.FEED, feed, change=change, scope=feed.scope)


@transaction.atomic
def note_reading(*, feed: CalendarFeed, address: str, is_new: bool) -> bool:
    """Write down that a link was read; whether that is not too often.

    `is_new`: that it is answered with a calendar: who is told that nothing changed is not counted.
    One network address may read a link so often in an hour, and all of them together.
    """
    now = timezone.now()
    feed = CalendarFeed.objects.select_for_update(no_key=True).get(pk=feed.pk)
    feed.last_used_at, is_seldom = now, True
    if is_new:
        if feed.readings_since is None or now - feed.readings_since >= HOUR:
            feed.readings, feed.readings_since = {}, now
        who = hash_of(f"{feed.token_hash} {address}")[:MARK]  # no list of addresses is kept
        number = feed.readings.get(who, 0)
        is_seldom = number < READINGS and sum(feed.readings.values()) < MOST_READINGS
        if is_seldom:
            feed.readings[who] = number + 1
    feed.save(update_fields=["last_used_at", "readings", "readings_since"])
    return is_seldom
