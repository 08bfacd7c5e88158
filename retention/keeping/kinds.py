"""The kinds of what is kept: for how long is proposed, what of it falls due, how it goes.

Each `due` gives rows that are older than a day, of one centre or, for what belongs to none, of
all; people of no centre fall due with the latter. A legal hold keeps a person out of each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.audit import redacting
from accounts.models import AccessLog
from events.models import (
    Attachment,
    DoorNote,
    EventProposal,
    ImportedRow,
    Registration,
)
from participants.models import Guardianship, Participant
from retention.erasing import files as noted_files
from retention.erasing.scopes import CONTACTS, ErasureScope, left_of_facts
from retention.erasing.services import erase
from retention.keeping import traces
from retention.keeping.held import held_records, keys_of_notes
from retention.models import Hold
from shkej.lib.dates import midnight

RETENTION = redacting.Reason.RETENTION
TWO_YEARS = 24  # months, before which nobody lets go of what proves who saw and changed what


@dataclass(frozen=True)
class Kind:
    """One kind: `months` and `why` are proposals, which a coordinator and an administrator change.

    `least`: no fewer months are proposed, whoever agrees.
    `due(day, centre)`: the rows that were last used before `day`. `let_go(rows, note)` ends them,
    and calls `note` in the same transaction.
    """

    code: str
    label: str
    months: int
    why: str
    due: Callable[..., QuerySet]
    let_go: Callable[[list, Callable[[], None]], None]
    is_of_people: bool = False
    has_centre: bool = True
    least: int = 1

    def check(self, months):
        """ValidationError where that is shorter than what is of this kind may be kept."""
        if months < self.least:
            words = gettext("Enter %(least)s or more: this is kept for at least so many months.")
            raise ValidationError(words % {"least": self.least})


def unseen(day, centre):
    """People of a centre who did not come since `day`, nor a child of theirs, and are not held."""
    came = Registration.objects.active().filter(event__starts_on__gte=day)
    of_wards = Guardianship.objects.filter(
        adult=OuterRef("pk"), child__registrations__in=came.order_by()
    )
    people = Participant.objects.filter(merged_into=None, centre=centre)
    people = people.filter(created_at__lt=midnight(day))
    return people.exclude(
        Exists(came.filter(participant=OuterRef("pk")).order_by())
        | Exists(of_wards)
        | Exists(Hold.objects.standing().filter(participant=OuterRef("pk")))
    ).order_by("pk")


def _contacts(day, centre):
    return unseen(day, centre).exclude(**dict.fromkeys(CONTACTS, ""))


def _names(day, centre):
    return unseen(day, centre).filter(anonymised_on=None)


def _facts(day, centre):
    return unseen(day, centre).exclude(anonymised_on=None).exclude(**left_of_facts())


def _attachments(*kinds):
    def due(day, centre):
        return Attachment.objects.filter(
            kind__in=kinds, event__starts_on__lt=day, event__centre=centre
        ).order_by("pk")

    return due


def _imports(day, centre):
    rows = ImportedRow.objects.filter(centre=centre, updated_at__lt=midnight(day))
    return rows.exclude(person__in=held_records()).order_by("pk")


def _notes(day, centre):
    rows = DoorNote.objects.filter(event__centre=centre, event__starts_on__lt=day)
    return rows.exclude(pk__in=keys_of_notes(rows)).order_by("pk")


def _proposals(day, _centre):
    decided = EventProposal.objects.filter(event=None).exclude(status="proposed")
    return decided.filter(updated_at__lt=midnight(day)).order_by("pk")


def _addresses(day, _centre):
    lines = AccessLog.objects.filter(at__lt=midnight(day), address__isnull=False).order_by("pk")
    return lines[: traces.AT_ONCE]


def _erase(scope):
    def let_go(rows, note):
        keys = [row.pk for row in rows]
        erase(keys, scope=scope, reason=RETENTION, after=lambda _stays: note())

    return let_go


def _at_once(act):
    def let_go(rows, note):
        with transaction.atomic():
            act(rows)
            note()

    return let_go


@_at_once
def _delete_files(rows):
    noted_files.note([row.file.name for row in rows])
    for row in rows:
        row.original_name = row.get_kind_display()  # the history keeps that it was there
        row.delete()


@_at_once
def _delete(rows):
    for row in rows:
        row.delete()


@_at_once
def _delete_proposals(rows):
    keys = [row.pk for row in rows]
    for row in rows:
        row.delete()
    history = EventProposal.history.filter(id__in=keys).values_list("history_id", flat=True)
    redacting.delete(EventProposal.history.model, list(history), RETENTION)


@_at_once
def _forget_addresses(rows):
    redacting.change(AccessLog, [row.pk for row in rows], RETENTION, address=None)


def _delete_protected_rows(rows):
    redacting.delete(type(rows[0]), [row.pk for row in rows], RETENTION)


_delete_protected = _at_once(_delete_protected_rows)

KINDS = (
    Kind(
        "contacts",
        _("Telephone and email of people"),
        12,
        _("Whoever has not been here for a year is no longer called."),
        _contacts,
        _erase(ErasureScope.CONTACTS),
        is_of_people=True,
    ),
    Kind(
        "names",
        _("Names of people"),
        24,
        _("Two years after the last attendance nobody has to find the person again."),
        _names,
        _erase(ErasureScope.NAMES),
        is_of_people=True,
    ),
    Kind(
        "facts",
        _("What else is known of nameless people"),
        36,
        _("Then a project’s last report is checked: sex, disability, year and municipality stay."),
        _facts,
        _erase(ErasureScope.ALL),
        is_of_people=True,
    ),
    Kind(
        "photos",
        _("Photos"),
        36,
        _("Consent to a photo is given for a time: three years at most."),
        _attachments("photo"),
        _delete_files,
    ),
    Kind(
        "papers",
        _("Signed lists and documents"),
        84,
        _("Donors may audit for seven years; then nobody asks for the paper any more."),
        _attachments("signed_sheet", "document"),
        _delete_files,
    ),
    Kind(
        "imports",
        _("What imports remember of rows"),
        24,
        _("A file that is older is not imported again."),
        _imports,
        _delete,
    ),
    Kind(
        "notes",
        _("Notes from the door"),
        1,
        _("Whoever was meant is known within days, or never."),
        _notes,
        _delete,
    ),
    Kind(
        "proposals",
        _("Proposals of partners that came to nothing"),
        24,
        _("Nobody asks after two years why an event was not held."),
        _proposals,
        _delete_proposals,
        has_centre=False,
    ),
    Kind(
        "addresses",
        _("Network addresses in the log"),
        3,
        _("An attack is found within three months; that somebody looked stays in the log."),
        _addresses,
        _forget_addresses,
        has_centre=False,
    ),
    Kind(
        "log",
        _("Lines of the access log"),
        84,
        _("As long as the signed lists: until then one can prove who saw and changed what."),
        traces.log_lines,
        _delete_protected,
        has_centre=False,
        least=TWO_YEARS,
    ),
    Kind(
        "versions",
        _("Earlier versions of what is recorded of people"),
        84,
        _("Seven years after a correction nobody has to know what stood there before."),
        traces.versions(Participant, "id"),
        _delete_protected,
        has_centre=False,
        least=TWO_YEARS,
    ),
    Kind(
        "places",
        _("Earlier versions of places on registers"),
        84,
        _("As long as the signed lists, which prove the same."),
        traces.versions(Registration, "participant"),
        _delete_protected,
        has_centre=False,
        least=TWO_YEARS,
    ),
    Kind(
        "acts",
        _("Who did what at a register"),
        84,
        _("As long as the signed lists; the marks themselves stay."),
        traces.acts,
        _delete,
        least=TWO_YEARS,
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def kinds_of(centre):
    """The kinds of a centre's run; of that for what and who belong to no centre."""
    if centre is not None:
        return [kind for kind in KINDS if kind.has_centre]
    return [kind for kind in KINDS if kind.is_of_people or not kind.has_centre]
