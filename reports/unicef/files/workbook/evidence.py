"""The sheets that show where figures come from: events, and for each figure its rule."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from reports.models.rules import RULES
from reports.unicef.files.workbook.sheet import both, pair_of
from reports.unicef.words import amount
from shkej.lib.bilingual import in_each
from shkej.lib.dates import TIRANA

KINDS = dict(Event.Kind.choices)


def evidence(looks, bundle):
    """Sheet 7: the events of the period; numbers, never a name."""
    widths = [10, 11, 15, 36, 22, 16, 9, 10, 10, 10, 10, 12]
    page = looks.sheet("Evidenca · Evidence", widths, repeat=(0, 1 if bundle.is_draft else 0))
    page.heads(
        *(_("Event"), _("Date"), _("Place"), _("Title"), _("Topics"), _("Indicators")),
        *(_("Female"), _("Male"), _("Sex not stated"), _("Without a name"), _("New people")),
        _("Signed list kept"),
    )
    for event in bundle.figures["events"]:
        values = [
            str(event["id"]),
            date.fromisoformat(event["date"]),
            event["municipality"] or "",
            f"{pair_of(event['title'])} ({both(KINDS[event['kind']])})",
            "; ".join(pair_of(topic) for topic in event["topics"]),
            ", ".join(event["indicators"]),
            *(event[name] for name in ("female", "male", "unknown", "unnamed", "new_people")),
            both(_("yes")) if event["has_sheet"] else both(_("no")),
        ]
        for column, value in enumerate(values):
            page.cell(column, value, "number" if isinstance(value, int) else "text")
        page.end()


def provenance(looks, bundle):
    """Sheet 8: per indicator the rule, what is behind it, and what the last version said."""
    widths = [14, 34, 46, 40, 10, 13, 12, 14]
    page = looks.sheet("Prejardhja · Provenance", widths, repeat=(0, 1 if bundle.is_draft else 0))
    page.heads(
        *(_("Indicator"), _("Title"), _("Rule"), _("Selection"), _("People"), _("Attendances")),
        *(_("Events"), _("Version of the indicator")),
    )
    for row in _indicators(bundle):
        rule = RULES[row["rule"]]
        how = f"{both(rule.name)}: {both(rule.why)}"
        values = [
            *(row["code"], pair_of(row["title"]), how, _selection(row["selection"], bundle)),
            *(row["people"], row["attendances"], row["events"], row["version"]),
        ]
        for column, value in enumerate(values):
            page.cell(column, value, "number" if isinstance(value, int) else "text")
        page.end()
    page.end()
    at = timezone.localtime(bundle.frozen_at or timezone.now(), TIRANA)
    page.line(both(_("Data as of")), f"{at:%d.%m.%Y %H:%M}", look="text")
    page.line("SHA-256", bundle.sha256, look="text")
    page.line(both(_("Version of the application")), bundle.app_version, look="text")
    page.end()
    page.across(both(_("Differences from the version before")), look="heading")
    units = {row["code"]: row["unit"] for row in _indicators(bundle)}
    for code, title, former, now in bundle.differences:
        page.line(code, pair_of(title), _difference(former, now, units[code]), look="text")


def _difference(former, now, unit):
    """What was reported before and is now, as each language writes it."""
    return pair_of(
        in_each(lambda: f"{amount(former, unit) if former else '–'} → {amount(now, unit)}")
    )


def _indicators(bundle):
    return [row for output in bundle.figures["outputs"] for row in output["indicators"]]


def _selection(selection, bundle):
    """What the indicator takes, in words; projects by their codes, as everybody calls them."""
    ages = [selection["age_from"], selection["age_to"]]
    parts = {
        _("Event types"): [both(KINDS[code]) for code in selection["event_kinds"]],
        _("Attends as"): [
            pair_of(bundle.categories.get(code)) or code for code in selection["categories"]
        ],
        _("Ages"): [f"{ages[0] or 0}–{'' if ages[1] is None else ages[1]}"] if any(ages) else [],
        _("Projects"): selection["projects"],
        _("Municipalities"): selection["locations"],
        _("Sessions"): [str(selection["sessions"])] if selection["sessions"] else [],
    }
    return "; ".join(f"{both(name)}: {', '.join(found)}" for name, found in parts.items() if found)
