"""What is told of an event outside the centre: identity, title, time and place, and nothing else.

Of sensitive events the title is "Activity", and there is neither place nor hour
(docs/security.md, R51).
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models.events import CALLED_OFF
from shkej.lib.bilingual import LANGUAGES, said, texts_of
from shkej.lib.dates import TIRANA, comes_twice, days_alone, last_day, local_day


def uid_of(event):
    """The identity of an event in every calendar, whatever becomes of it."""
    made = event.created_at.astimezone(UTC)
    return f"{event.pk}-{made:%Y%m%dT%H%M%SZ}@shkej"


def title_of(event, language):
    """The title in the language, else in the other one; of sensitive events none.

    docs/security.md, R51.
    """
    if event.is_sensitive:
        return _("Activity")
    return said(texts_of(event, "title"), language)


def place_of(event, language):
    """Venue, or the centre with its address; "" for sensitive events."""
    if event.is_sensitive:
        return ""
    if venue := said(texts_of(event, "venue"), language):
        return venue
    names = [said(texts_of(event.centre, name), language) for name in ("name", "address")]
    return ", ".join(name for name in names if name)


def calendar_times(starts_at, ends_at, is_all_day):
    """{"DTSTART", "DTEND"} of RFC 5545: days, the end not included, or moments in Tirana.

    An end that is not later than the start is none (section 3.8.2.2). Where one of them falls into
    the hour that comes twice in autumn, both are in UTC: else the end could be before the start.
    """
    if is_all_day:
        after = last_day(starts_at, ends_at) + timedelta(days=1)
        return {"DTSTART": local_day(starts_at), "DTEND": after}
    times = {"DTSTART": starts_at.astimezone(TIRANA)}
    if ends_at and ends_at > starts_at:
        times["DTEND"] = ends_at.astimezone(TIRANA)
    if any(comes_twice(moment) for moment in times.values()):
        return {name: moment.astimezone(UTC) for name, moment in times.items()}
    return times


def disclosed_times(starts_at, ends_at, *, is_all_day, is_sensitive):
    """{"starts_at", "ends_at", "is_all_day"}, of sensitive events the days alone."""
    if is_sensitive:
        is_all_day = True
        starts_at, ends_at = days_alone(starts_at, ends_at)
    return {"starts_at": starts_at, "ends_at": ends_at, "is_all_day": is_all_day}


class ShownEvent(NamedTuple):
    """What one reader sees of an event, in one language; `called_off`: its status, else ""."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime | None
    is_all_day: bool
    is_sensitive: bool
    called_off: str
    is_internal: bool


def shown_of(event, language):
    """What readers of `language` see of an event, or of a version of one; call it in that."""
    return ShownEvent(
        title=title_of(event, language),
        place=place_of(event, language),
        **disclosed_times(
            event.starts_at,
            event.ends_at,
            is_all_day=event.is_all_day,
            is_sensitive=event.is_sensitive,
        ),
        is_sensitive=event.is_sensitive,
        called_off=event.status if event.status in CALLED_OFF else "",
        is_internal=event.visibility == "centre",
    )


def shown_as_notified(facts, language):
    """The same from what an organisation was told (`facts_of`)."""
    return ShownEvent(
        title=facts[f"title_{language}"],
        place=facts[f"place_{language}"],
        **times_of(facts),
        is_sensitive=facts["is_sensitive"],
        called_off=facts["called_off"],
        is_internal=False,
    )


def times_of(facts):
    """`disclosed_times` of what an organisation was told."""
    return disclosed_times(
        datetime.fromisoformat(facts["starts_at"]),
        datetime.fromisoformat(facts["ends_at"]) if facts["ends_at"] else None,
        is_all_day=facts["is_all_day"],
        is_sensitive=facts["is_sensitive"],
    )


def facts_of(event):
    """All of it in both languages, as JSON can hold it: compared by `differ` with what was told.

    The hours of sensitive events, too, which are not shown (`times_of`): that they moved is told.
    """
    facts = {
        "starts_at": event.starts_at.astimezone(UTC).isoformat(),
        "ends_at": event.ends_at.astimezone(UTC).isoformat() if event.ends_at else "",
        "is_all_day": event.is_all_day,
        "is_sensitive": event.is_sensitive,
        "called_off": event.status if event.status in CALLED_OFF else "",
    }
    for language in LANGUAGES:
        with override(language):
            facts[f"title_{language}"] = title_of(event, language)
            facts[f"place_{language}"] = place_of(event, language)
    return facts


def differ(before, after, languages):
    """Those of `languages` whose readers see a difference between two facts of one event."""
    return {code for code in languages if _seen(before, code) != _seen(after, code)}


def is_moved(before, after):
    """Whether it begins at another time; of whole days, on another day."""
    return _begins(before) != _begins(after)


def _seen(facts, language):
    when = _begins(facts)
    if facts["is_all_day"]:
        ends_at = facts["ends_at"] and datetime.fromisoformat(facts["ends_at"])
        until = last_day(datetime.fromisoformat(facts["starts_at"]), ends_at or None)
    else:
        until = facts["ends_at"]
    words = facts[f"title_{language}"], facts[f"place_{language}"]
    return words, when, until, facts["called_off"], facts["is_sensitive"]


def _begins(facts):
    starts_at = datetime.fromisoformat(facts["starts_at"])
    return local_day(starts_at) if facts["is_all_day"] else starts_at


def hidden(facts):
    """What may still be said of facts that were told, once their event is sensitive."""
    facts = facts | {"is_sensitive": True}
    for language in LANGUAGES:
        with override(language):
            facts |= {f"title_{language}": _("Activity"), f"place_{language}": ""}
    return facts
