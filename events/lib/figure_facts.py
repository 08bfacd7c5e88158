"""What figures read of an event: once its register is closed, changed by a coordinator's reason.

A closed register has been counted. Whatever a report reads of its event stands, unless who may
correct the register says why; that is an act, which is under *After closing*.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Centre, Event, EventOrganisation, RegisterAct
from events.models.access import EventAccess
from events.models.acts import LONGEST_REASON
from partners.models import Municipality, Organisation, Project

NAMES = {
    "centre": gettext_lazy("centre"),
    "municipality": gettext_lazy("municipality"),
    "kind": gettext_lazy("type"),
    "status": gettext_lazy("status"),
    "starts_at": gettext_lazy("date and time"),
    "projects": gettext_lazy("projects"),
    "organisations": gettext_lazy("organisations"),
}

CHOICES = {"kind": Event.Kind, "status": Event.Status}
ROWS = {"centre": Centre, "municipality": Municipality, "projects": Project}


class AsksWhy(ValidationError):
    """A closed register's event is to be changed by somebody who may, without a reason."""


@dataclass(frozen=True)
class Correction:
    """What changes of a closed register's event: `before` and `after` of the facts that differ."""

    before: dict
    after: dict
    reason: str

    def write_down(self, event, by):
        """Write the act, once the event is saved, in the same transaction."""
        RegisterAct.objects.create(
            kind=RegisterAct.Kind.FACTS,
            event=event,
            by=by,
            before=self.before,
            after=self.after,
            reason=self.reason,
            after_closing=True,
        )


def facts_of(event, projects, parts):
    """{name: value} in plain data; `projects`: their ids, `parts`: [(organisation's id, part)]."""
    return {
        "centre": event.centre_id,
        "municipality": event.municipality_id,
        "kind": str(event.kind),
        "status": str(event.status),
        "starts_at": event.starts_at.astimezone(UTC).isoformat(),
        "projects": sorted(projects),
        "organisations": sorted([pk, str(part)] for pk, part in parts),
    }


def correction_of(stored, event, *, projects=None, parts=None, reason, by):
    """The Correction where an event that was counted would be counted otherwise, else None.

    `projects`: rows, `parts`: as `save_event` takes them; None where they stay. ValidationError
    where `by` may not correct the register, AsksWhy where they gave no `reason`.
    """
    if not stored.register_is_closed and not opened_again([stored.pk]):
        return None
    now_projects = list(stored.projects.values_list("pk", flat=True))
    now_parts = list(stored.parts.values_list("organisation", "part"))
    was = facts_of(stored, now_projects, now_parts)
    chosen = now_projects if projects is None else [project.pk for project in projects]
    will = facts_of(event, chosen, now_parts if parts is None else parts)
    differing = [name for name in was if was[name] != will[name]]
    if not differing:
        return None
    before, after = ({name: facts[name] for name in differing} for facts in (was, will))
    if not stored.register_is_closed:  # a coordinator said why it was opened again
        return Correction(before, after, "")
    facts = ", ".join(str(NAMES[name]) for name in differing)
    if not (EventAccess(by, stored).can_correct and EventAccess(by, event).can_correct):
        raise ValidationError(
            _("The register is closed and has been counted. Only a coordinator changes: %(facts)s.")
            % {"facts": facts},
            code="closed",
        )
    return Correction(before, after, _checked_reason(reason, facts))


def _checked_reason(reason, facts):
    """Why they change (`facts`: which ones, in words); AsksWhy where it is not said."""
    reason = (reason or "").strip()
    if not reason:
        raise AsksWhy(
            _("The register is closed and has been counted. Say why this changes: %(facts)s.")
            % {"facts": facts}
        )
    if len(reason) > LONGEST_REASON:
        raise AsksWhy(_("Say it in at most %(most)s characters.") % {"most": LONGEST_REASON})
    return reason


def opened_again(events):
    """The ids, of `events`, of those that were opened again and so had been counted before.

    What changes of them then is under *After closing* too.
    """
    acts = RegisterAct.objects.filter(event__in=events, kind=RegisterAct.Kind.REOPEN)
    return set(acts.values_list("event", flat=True))


def in_words(facts):
    """Facts of an act as a reader says them: "type: Training; projects: AKSES-2021"."""
    return "; ".join(f"{NAMES[name]}: {_said(name, facts[name]) or '–'}" for name in facts)


def _said(name, value):
    if name == "starts_at":
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    if name == "organisations":
        known = Organisation.objects.in_bulk([pk for pk, _part in value])
        parts = dict(EventOrganisation.Part.choices)
        return ", ".join(f"{known[pk].name} ({parts[part]})" for pk, part in value if pk in known)
    keys = value if isinstance(value, list) else [value]
    return ", ".join(str(row) for row in ROWS[name].objects.filter(pk__in=keys))
