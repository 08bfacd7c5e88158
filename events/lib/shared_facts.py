"""What is told of an event outside the centre: identity, title, time and place, and nothing else.

Of sensitive events the title is "Activity", and there is no place (SECURITY, R51).
"""

from datetime import UTC, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models.events import CALLED_OFF
from shkej.lib.bilingual import LANGUAGES, said, texts_of
from shkej.lib.dates import TIRANA, last_day, local_day


def uid_of(event):
    """The identity of an event in every calendar, whatever becomes of it."""
    made = event.created_at.astimezone(UTC)
    return f"{event.pk}-{made:%Y%m%dT%H%M%SZ}@shkej"


def title_of(event, language):
    """The title in the language, else in the other one; of sensitive events none (R51)."""
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

    An end that is not later than the start is none (section 3.8.2.2).
    """
    if is_all_day:
        after = last_day(starts_at, ends_at) + timedelta(days=1)
        return {"DTSTART": local_day(starts_at), "DTEND": after}
    times = {"DTSTART": starts_at.astimezone(TIRANA)}
    if ends_at and ends_at > starts_at:
        times["DTEND"] = ends_at.astimezone(TIRANA)
    return times


def facts_of(event):
    """All of it in both languages, as JSON can hold it: to compare with what was told before."""
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


def hidden(facts):
    """What may still be said of facts that were told, once their event is sensitive."""
    facts = facts | {"is_sensitive": True}
    for language in LANGUAGES:
        with override(language):
            facts |= {f"title_{language}": _("Activity"), f"place_{language}": ""}
    return facts
