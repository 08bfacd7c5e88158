"""What has changed since a report was frozen, and why; the frozen figures themselves stay.

The rows behind each cell are compared with those of then: each person (or, where attendances or
events are counted, each of these) that came, went or moved is explained by what happened later.
"""

from collections import Counter

from django.utils.translation import gettext_lazy

from events.register.closing.history import corrections_since
from reports.models import Indicator, Report
from reports.unicef.freezing.causes import Causes
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.links import events_behind
from reports.unicef.freezing.reasons import REASONS, UNKNOWN, FigureChange
from reports.unicef.freezing.totals import changes_of_totals
from shkej.lib.bilingual import in_each

# What is beside an indicator's figure, and why it differs where that figure does not.
BESIDE = {
    "sum_of_periods": (gettext_lazy("Sum of the periods"), "other_periods"),
    "unique_since_start": (gettext_lazy("Since the start, each once"), "other_periods"),
    "attendances": (gettext_lazy("Attendances"), "beside"),
    "unnamed": (gettext_lazy("Without a name"), "beside"),
}


def changes_since(report):
    """[FigureChange, …] of the indicators that would be reported otherwise today, or of other rows.

    Everything is counted anew: what a figure is made of may change far away from the report (a
    category, a centre, an event of another project), so no mark of "nothing changed" can be kept.
    """
    counted = ReportFigures(report)
    then = report.snapshot.records
    now = {row["id"]: row for output in counted.outputs for row in output["indicators"]}
    changes = changes_of_totals(report, counted)
    for output in report.snapshot.data["outputs"]:
        for frozen in output["indicators"]:
            live = now.get(frozen["id"])
            if live is None:
                changes.append(_no_longer_reported(frozen))
                continue
            before, after = _cells(then, frozen["id"]), _cells(counted.evidence, frozen["id"])
            if before == after and live["reported"] == frozen["reported"]:
                changes += _beside(frozen, live)
                continue
            change = FigureChange(
                frozen["code"],
                frozen["title"],
                frozen["id"],
                frozen["reported"],
                live["reported"],
                frozen["unit"],
            )
            keys = {key for key in {*before, *after} if before.get(key) != after.get(key)}
            change.reasons = _reasons(report, frozen, live, keys)
            changes.append(change)
    then_reported = {row["id"] for o in report.snapshot.data["outputs"] for row in o["indicators"]}
    return changes + [_added(row) for key, row in now.items() if key not in then_reported]


def _no_longer_reported(frozen):
    none = {**frozen["reported"], "v": 0}
    change = FigureChange(
        frozen["code"], frozen["title"], None, frozen["reported"], none, frozen["unit"]
    )
    change.reasons["gone"] = 1
    return change


def _added(live):
    none = {"v": 0, "d": 1 if live["unit"] == "number" else 0}
    change = FigureChange(
        live["code"], live["title"], live["id"], none, live["reported"], live["unit"]
    )
    change.reasons["added"] = 1
    return change


def _beside(frozen, live):
    """What is beside a figure that is as it was, and would be different today."""
    is_redefined = live["version"] != frozen["version"]
    found = []
    for name, (label, reason) in BESIDE.items():
        then, now = frozen.get(name, live[name]), live[name]
        if then == now:
            continue
        titles = in_each(lambda label=label: str(label)).items()
        title = {code: f"{own} – {of}" for code, of in titles if (own := frozen["title"][code])}
        unit = "number"
        if isinstance(now, dict):
            unit = frozen["unit"]
        else:
            then, now = {"v": then, "d": 1}, {"v": now, "d": 1}
        change = FigureChange(frozen["code"], title, frozen["id"], then, now, unit)
        change.reasons["definition" if is_redefined else reason] = 1
        found.append(change)
    return found


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
    parts = ("numerator", "denominator")
    is_same = all(live.get(name) == frozen.get(name) for name in ("version", *parts))
    if not is_same:
        return Counter(definition=max(len(keys), 1))
    indicator = Indicator.objects.for_counting().get(pk=frozen["id"])
    if not keys:
        return Counter({"typed" if indicator.counting.is_typed else UNKNOWN: 1})
    found = Counter()
    for number, part in enumerate(indicator.parts):
        ids = {key for of, key in keys if of == number}
        found += _of_rows(part, _causes(report, part), ids)
    crowds = {key for of, key in keys if of == "headcount"}
    if crowds:
        causes = _causes(report, indicator).of_headcounts(crowds)
        found += Counter(cause or UNKNOWN for cause in causes.values())
    return found


def _of_rows(indicator, causes, ids):
    """The reasons of the rows `ids` that `indicator` counts: events, attendances or people's."""
    rule = indicator.counting
    if rule.of_events:
        return Counter(cause or UNKNOWN for cause in causes.of_events(ids).values())
    rows = causes.of_registrations(ids)
    found = Counter({UNKNOWN: len(ids - rows.keys())})
    if rule.of_attendances:
        return found + Counter(cause or UNKNOWN for _person, cause in rows.values())
    return found + _by_person(causes, rows.values())


def _causes(report, indicator):
    projects = [indicator.output.project_id, *(row.pk for row in indicator.other_projects.all())]
    return Causes(report, projects)


def _by_person(causes, rows):
    """People stand where they first came: another attendance of theirs may be what changed."""
    reasons = {}
    for person, cause in rows:
        reasons.setdefault(person, set()).update({cause} - {None})
    unexplained = [person for person, found in reasons.items() if not found]
    reasons |= causes.of_others_of(unexplained) if unexplained else {}
    return Counter(min(found or {UNKNOWN}, key=REASONS.index) for found in reasons.values())


def late_corrections(report):
    """[(event, line)] of what was corrected after closing since it was frozen, and why.

    On all events that its figures rest on: also those of other projects that its indicators take,
    and earlier ones, which say who is new and are in the sums.
    """
    return corrections_since(events_behind(report), report.frozen_at)


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
