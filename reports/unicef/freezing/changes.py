"""What has changed since a report was frozen, and why; the frozen figures themselves stay.

The rows behind each cell are compared with those of then: each person (or, where attendances or
events are counted, each of these) that came, went or moved is explained by what happened later.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import ngettext

from events.models import Event, Registration
from participants.models import Merge, Participant
from reports.models import Report
from reports.models.rules import RULES
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.services import high_water

# The first that fits says why.
REASONS = ("definition", "merge", "late", "correction", "event", "person", "other")


def _sentence(reason, number):
    words = {
        "definition": ngettext(
            "%(n)s by a new version of the indicator",
            "%(n)s by a new version of the indicator",
            number,
        ),
        "merge": ngettext(
            "%(n)s by joining two records of one person",
            "%(n)s by joining two records of one person",
            number,
        ),
        "late": ngettext(
            "%(n)s marked after the report was frozen",
            "%(n)s marked after the report was frozen",
            number,
        ),
        "correction": ngettext(
            "%(n)s by a corrected attendance", "%(n)s by corrected attendances", number
        ),
        "event": ngettext("%(n)s by a changed event", "%(n)s by changed events", number),
        "person": ngettext(
            "%(n)s by corrected details of a person",
            "%(n)s by corrected details of people",
            number,
        ),
        "other": ngettext("%(n)s for another reason", "%(n)s for other reasons", number),
    }
    return words[reason] % {"n": number}


@dataclass
class Change:
    """How one indicator's figure would differ today; `reasons`: {reason: rows that changed}."""

    code: str
    title: dict
    indicator_id: int
    frozen: dict
    now: dict
    reasons: Counter = field(default_factory=Counter)

    @property
    def difference(self):
        """By how much the (first part of the) figure would differ."""
        return self.now["v"] - self.frozen["v"]

    @property
    def sentences(self):
        """Why, in words."""
        return [_sentence(name, self.reasons[name]) for name in REASONS if self.reasons[name]]


def has_changed(report):
    """Whether anything that the figures are made of has changed since the snapshot."""
    return high_water(report.project) != report.snapshot.high_water


def changes_since(report):
    """[Change, …] of the indicators whose rows are no longer those of the snapshot."""
    if not has_changed(report):
        return []
    counted = ReportFigures(report)
    then = report.snapshot.records
    now = {row["id"]: row for output in counted.outputs for row in output["indicators"]}
    changes = []
    for output in report.snapshot.data["outputs"]:
        for frozen in output["indicators"]:
            live = now.get(frozen["id"])
            if live is None:
                continue
            before, after = _cells(then, frozen["id"]), _cells(counted.evidence, frozen["id"])
            if before == after and live["reported"] == frozen["reported"]:
                continue
            change = Change(
                frozen["code"],
                frozen["title"],
                frozen["id"],
                frozen["reported"],
                live["reported"],
            )
            keys = {key for key in {*before, *after} if before.get(key) != after.get(key)}
            change.reasons = _reasons(report, frozen, live, keys)
            changes.append(change)
    return changes


def _cells(evidence, indicator_id):
    """{(part, row's id): the cell in which it stands}."""
    found = {}
    for entry in evidence.get(str(indicator_id), []):
        cell = (entry["location"], *entry["values"])
        if "headcount" in entry:
            found["headcount", entry["headcount"]] = (*cell, entry["count"])
        for key in entry.get("ids", []):
            found[entry["part"], key] = cell
    return found


def _reasons(report, frozen, live, keys):
    """Each person, or each attendance or event, with the first reason that fits."""
    if live["version"] != frozen["version"]:
        return Counter(definition=max(len(keys), 1))
    if not keys:  # typed figures
        return Counter(correction=1)
    ids = [key for part, key in keys if part != "headcount"]
    headcounts = len(keys) - len(ids)
    rule = RULES[frozen["rule"]]
    if rule.of_events:
        return Counter(event=len(ids))
    found = Counter(correction=headcounts) if headcounts else Counter()
    found += _of_people(report, ids, by_person=not rule.of_attendances)
    return found


def _of_people(report, ids, *, by_person):
    since = report.frozen_at
    rows = Registration.objects.in_bulk(ids)
    missing = [key for key in ids if key not in rows]
    history = Registration.history.filter(id__in=missing).order_by("history_id")
    people = {row.id: (row.participant_id, row.event_id) for row in history}
    people |= {key: (row.participant_id, row.event_id) for key, row in rows.items()}
    persons = {person for person, _event in people.values()}
    merges = Merge.objects.filter(Q(created_at__gt=since) | Q(undone_at__gt=since))
    merged = set()
    for kept, gone in merges.values_list("kept", "merged"):
        merged |= {kept, gone}
    events = {event for _person, event in people.values()}
    changed_events = set(
        Event.history.filter(id__in=events, history_date__gt=since).values_list("id", flat=True)
    )
    changed_persons = set(
        Participant.history.filter(id__in=persons, history_date__gt=since).values_list(
            "id", flat=True
        )
    )
    corrected = set(
        Registration.history.filter(id__in=ids, history_date__gt=since).values_list("id", flat=True)
    )

    def why(key):
        person, event = people.get(key, (None, None))
        row = rows.get(key)
        if person in merged:
            return "merge"
        if row and row.marked_at and (row.created_at > since or row.marked_at > since):
            return "late"
        if key in corrected or row is None:
            return "correction"
        if event in changed_events:
            return "event"
        return "person" if person in changed_persons else "other"

    reasons = {}
    for key in ids:
        whose = people.get(key, (key, None))[0] if by_person else key
        reasons.setdefault(whose, []).append(why(key))
    return Counter(min(found, key=REASONS.index) for found in reasons.values())


def version_differences(report):
    """[(code, title pair, former amount, amount)] of what the version before reported otherwise."""
    former = Report.objects.filter(period=report.period_id, version=report.version - 1).first()
    if former is None:
        return []
    then = _reported(former.snapshot.data)
    return [
        (code, title, then.get(key, (code, title, None))[2], amount)
        for key, (code, title, amount) in _reported(report.snapshot.data).items()
        if then.get(key, (code, title, None))[2] != amount
    ]


def _reported(data):
    return {
        row["id"]: (row["code"], row["title"], row["reported"])
        for output in data["outputs"]
        for row in output["indicators"]
    }
