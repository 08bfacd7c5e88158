"""What a report tells of its whole period, beside the indicators: would it be the same today?"""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from reports.unicef.freezing.causes import Causes
from reports.unicef.freezing.reasons import REASONS, UNKNOWN, FigureChange
from shkej.lib.bilingual import in_each

NAMES = {
    "people": _("People reached"),
    "events": _("Events held"),
    "attendances": _("Attendances"),
}


def changes_of_totals(report, counted):
    """[FigureChange, …] of people reached, events held and attendances; `counted`: as it is now."""
    then, now = _totals(report.snapshot.data), _totals(counted.data())
    reasons = _Reasons(report, counted)
    found = []
    for name, label in NAMES.items():
        if then[name] == now[name]:
            continue
        title = in_each(lambda label=label: str(label))
        before, after = ({"v": total[name], "d": 1} for total in (then, now))
        change = FigureChange("", title, None, before, after)
        change.reasons = getattr(reasons, f"of_{name}")()
        if not change.reasons:  # a report of a version that kept no evidence of it
            change.reasons[UNKNOWN] = abs(change.difference)
        found.append(change)
    return found


def _totals(data):
    kinds = ("female", "male", "unknown", "unnamed")
    return {
        "people": data["people"],
        "events": len(data["events"]),
        "attendances": sum(event[kind] for event in data["events"] for kind in kinds),
    }


class _Reasons:
    """Why totals differ: each person, event, attendance or count with the first that fits."""

    def __init__(self, report, counted):
        self.causes = Causes(report, [report.period.project_id])
        self.then = report.snapshot.records.get("totals")
        self.now = counted.evidence["totals"]
        self.events = {row["id"] for row in report.snapshot.data["events"]} ^ {
            row["id"] for row in counted.data()["events"]
        }

    def of_events(self):
        return _counted(self.causes.of_events(self.events).values())

    def of_people(self):
        """By all their attendances in the period: whichever was the first may have changed."""
        if self.then is None:
            return Counter()
        people = [self.then["people"], self.now["people"]]
        changed = people[0].keys() ^ people[1].keys()
        rows = {key: {*people[0].get(key, ()), *people[1].get(key, ())} for key in changed}
        found = self.causes.of_registrations(set().union(*rows.values()))
        causes = {key: {found[row][1] for row in ids if row in found} for key, ids in rows.items()}
        return _counted(
            min(mine - {None}, key=REASONS.index, default=None) for mine in causes.values()
        )

    def of_attendances(self):
        if self.then is None:
            return Counter()
        rows = [{row for ids in e["people"].values() for row in ids} for e in (self.then, self.now)]
        marks = self.causes.of_registrations(rows[0] ^ rows[1])
        crowds = dict(self.then["unnamed"].items() ^ self.now["unnamed"].items())
        counts = self.causes.of_headcounts({int(key) for key in crowds})
        missing = len((rows[0] ^ rows[1]) - marks.keys())
        return (
            _counted(cause for _person, cause in marks.values())
            + _counted(counts.values())
            + Counter({UNKNOWN: missing})
        )


def _counted(causes):
    return Counter(cause or UNKNOWN for cause in causes)
