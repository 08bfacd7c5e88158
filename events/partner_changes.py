"""What changed of the events shared with a partner since a moment, from the change history."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.inviting.mails import changes_in_words
from events.models import Event, EventOrganisation
from events.querysets import WITH_ALL
from events.shared_facts import facts_of
from shkej.dates import today


@dataclass
class Change:
    """What became of one event: in a word, and [(what, before, now)] for what moved."""

    event: Event
    organisation: object
    word: str
    rows: list = field(default_factory=list)


def changes_since(user, organisations, since):
    """The changes of coming events after `since`, the newest first; four queries.

    An event that was not shared at that moment is new, whatever it was before.
    """
    events = Event.objects.visible_to(user).filter(starts_on__gte=today() - timedelta(days=1))
    earlier = Event.history.filter(id=OuterRef("pk"), history_date__lte=since)
    earlier = earlier.order_by("-history_date", "-history_id").values("history_id")[:1]
    parts = EventOrganisation.objects.filter(organisation__in=organisations)
    named = parts.filter(event=OuterRef("pk")).order_by("created_at").values("created_at")[:1]
    changed = events.select_related("centre").annotate(
        earlier=Subquery(earlier), named_at=Subquery(named)
    )
    after = Event.history.filter(history_date__gt=since).values("id")
    since_named = parts.filter(created_at__gt=since).values("event")
    changed = changed.filter(pk__in=after) | changed.filter(pk__in=since_named)
    changed = list(changed.order_by("-updated_at", "-pk"))
    keys = [event.earlier for event in changed if event.earlier]
    before = Event.history.filter(history_id__in=keys).select_related("centre")
    before = {row.id: row for row in before}
    changes = [
        _change(event, sharing[0], before.get(event.pk), since)
        for event, sharing in organisations_sharing(changed, organisations)
        if sharing
    ]
    return [change for change in changes if change]


def organisations_sharing(events, organisations):
    """[(event, those of `organisations` with which it is shared)]; one query."""
    parts = EventOrganisation.objects.filter(event__in=events, organisation__in=organisations)
    named = set(parts.values_list("event", "organisation"))
    return [
        (
            event,
            [
                each
                for each in organisations
                if event.visibility in WITH_ALL or (event.pk, each.pk) in named
            ],
        )
        for event in events
    ]


def _change(event, organisation, before, since):
    was_shared = before is not None and (
        before.visibility in WITH_ALL
        or (before.visibility == "partners" and event.named_at and event.named_at <= since)
    )
    if not was_shared:
        return Change(event, organisation, _("New"))
    old, new = facts_of(before), facts_of(event)
    if old == new:
        return None
    rows = changes_in_words(old, new, (get_language() or "sq")[:2])
    return Change(event, organisation, _word(old, new), rows)


def _word(old, new):
    if new["called_off"] and new["called_off"] != old["called_off"]:
        return _("Cancelled") if new["called_off"] == "cancelled" else _("Postponed")
    if old["called_off"] and not new["called_off"]:
        return _("Takes place again")
    if old["starts_at"] != new["starts_at"]:
        return _("Moved")
    return _("Changed")
