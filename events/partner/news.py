"""What changed of the events shared with a partner since a moment, from the change history."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from events.inviting.mails import changes_in_words
from events.lib.shared_facts import differ, facts_of, is_moved
from events.lib.sharing import organisations_sharing, shared_among
from events.models import Centre, Event, EventOrganisation
from events.models.scope import is_coming
from shkej.lib.bilingual import reading


@dataclass
class EventChange:
    """What became of one event: in a word, and [(what, before, now)] for what moved.

    `is_gone`: it is no longer in the reader's calendar, and `event` is how it was shared last.
    `more`: how many other events of its series the line is for.
    """

    event: Event
    organisation: object
    word: str
    rows: list = field(default_factory=list)
    is_gone: bool = False
    more: int = 0

    @property
    def kind(self):
        """What the changes of a series share, for one line of all (`lines.by_series`)."""
        return self.organisation.pk, self.word


def changes_since(user, organisations, since):
    """The changes of coming events after `since`, the newest first, then what is gone.

    An event that was not shared at that moment is new, whatever it was before. Seven queries.
    """
    events = Event.objects.visible_to(user)
    named = _named_at(since, organisations)
    return [
        *_changed(events, organisations, since, named),
        *_gone(events, organisations, since, named),
    ]


def _named_at(moment, organisations):
    """{(event, organisation)}: who had a part at `moment`, whatever became of it since."""
    parts = EventOrganisation.objects.filter(organisation__in=organisations)
    removed = EventOrganisation.history.filter(history_type="-", history_date__gt=moment)
    removed = removed.filter(organisation__in=organisations)
    pairs = set()
    for rows in (parts, removed):
        rows = rows.filter(created_at__lte=moment)
        pairs.update(rows.values_list("event_id", "organisation_id"))
    return pairs


def _version_at(moment, key):
    """The number of an event's version at `moment`; `key`: where the event's id is."""
    versions = Event.history.filter(id=OuterRef(key), history_date__lte=moment)
    return Subquery(versions.order_by("-history_date", "-history_id").values("history_id")[:1])


def _changed(events, organisations, since, named):
    """What is in reach and is new, or looks otherwise to the reader than at `since`."""
    rows = events.coming().select_related("centre").annotate(earlier=_version_at(since, "pk"))
    after = Event.history.filter(history_date__gt=since).values("id")
    parts = EventOrganisation.objects.filter(organisation__in=organisations, created_at__gt=since)
    rows = rows.filter(pk__in=after) | rows.filter(pk__in=parts.values("event"))
    rows = list(rows.order_by("-updated_at", "-pk"))
    versions = Event.history.filter(history_id__in=[row.earlier for row in rows if row.earlier])
    before = {version.id: version for version in versions}
    centres = _centres_at(since)
    for event, sharing in organisations_sharing(rows, organisations):
        version = before.get(event.pk)
        if not sharing:
            continue
        if version is None or not shared_among(version, organisations, named):
            word = event.get_status_display() if event.is_called_off else _("New")
            yield EventChange(event, sharing[0], word)
            continue
        version.centre = centres.get(version.centre_id, event.centre)
        old, new = facts_of(version), facts_of(event)
        if differ(old, new, [reading()]):
            told = changes_in_words(old, new, reading())
            yield EventChange(event, sharing[0], _word(old, new), told)


def _centres_at(moment):
    """{id: the centre as it was}: an event without a venue of its own is at its address."""
    return {centre.pk: centre for centre in Centre.history.as_of(moment)}


def _gone(events, organisations, since, named):
    """What was shared at `since` and is out of reach now: taken back, or deleted.

    The same word for both, since partners are told nothing of what is not shared with them.
    """
    rows = Event.history.filter(is_coming(), history_id=_version_at(since, "id"))
    rows = rows.exclude(history_type="-").filter(~Exists(events.filter(pk=OuterRef("id"))))
    later = Event.history.filter(id=OuterRef("id"), history_date__gt=since, is_sensitive=True)
    for version in rows.annotate(was_marked=Exists(later)).order_by("starts_at", "id"):
        version.is_sensitive = version.is_sensitive or version.was_marked
        if sharing := shared_among(version, organisations, named):
            yield EventChange(version, sharing[0], _("No longer in your calendar"), is_gone=True)


def _word(old, new):
    if new["called_off"] and new["called_off"] != old["called_off"]:
        return _("Cancelled") if new["called_off"] == "cancelled" else _("Postponed")
    if old["called_off"] and not new["called_off"]:
        return _("Takes place again")
    if is_moved(old, new):
        return _("Moved")
    return _("Changed")
