"""When what a reader sees of an event changed last, from the change history.

Nothing of it moves by what the reader cannot see: a plan, a register, the other language.
"""

from collections import defaultdict
from types import SimpleNamespace

from events.lib.entries import Version
from events.lib.shared_facts import shown_of
from events.models import Centre, Event
from shkej.lib.bilingual import sides

CENTRE = sides("name", "address")
SEEN = [
    *sides("title", "venue"),
    *("starts_at", "ends_at", "is_all_day", "is_sensitive", "status", "visibility", "centre_id"),
]


def versions_of(keys, language, until=None):
    """{event's id: its `Version` for readers of `language`}; call it in that language.

    `keys`: the ids of events, or a query of them. Of all recorded changes the number of the last
    that this reader sees, so that it never falls behind one that was told before. `until`: as it
    was at that moment. Two queries.
    """
    centres = _Centres()
    seen = {}
    rows = Event.history.filter(id__in=keys).order_by("history_date", "history_id")
    if until is not None:
        rows = rows.filter(history_date__lte=until)
    for pk, moment, *raw in rows.values_list("id", "history_date", *SEEN).iterator(500):
        raw.append(centres.at(raw[-1], moment))
        known = seen.get(pk)
        if known is None:
            seen[pk] = _Seen(raw, moment)
        else:
            known.follow(raw, moment, language)
    return {pk: Version(known.number, known.at) for pk, known in seen.items()}


def version_of(event, language, until=None):
    """The same of one event."""
    return versions_of([event.pk], language, until).get(event.pk, Version(0, event.created_at))


class _Seen:
    """How far the versions of one event were read."""

    def __init__(self, raw, moment):
        self.raw, self.at = raw, moment
        self.number = self.read = 0
        self.shown = None

    def follow(self, raw, moment, language):
        """The next version: whether it looks otherwise than the last."""
        self.read += 1
        if raw == self.raw:
            return
        before = self.shown or _shown(self.raw, language)
        self.raw, self.shown = raw, _shown(raw, language)
        if self.shown != before:
            self.number, self.at = self.read, moment


def _shown(raw, language):
    *values, centre = raw
    version = SimpleNamespace(**dict(zip(SEEN, values, strict=True)), centre=centre)
    return shown_of(version, language)


class _Centres:
    """The names and addresses of the centres as they were at any moment."""

    def __init__(self):
        self.versions = defaultdict(list)
        rows = Centre.history.order_by("-history_date", "-history_id")
        for pk, moment, *texts in rows.values_list("id", "history_date", *CENTRE):
            place = SimpleNamespace(**dict(zip(CENTRE, texts, strict=True)))
            self.versions[pk].append((moment, place))

    def at(self, pk, moment):
        """The centre then; before its history begins, as it was first known."""
        versions = self.versions[pk]
        return next((place for since, place in versions if since <= moment), versions[-1][1])
