"""Three tours of five minutes: what to do, as whom, and where it begins."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from events.models import Event
from reports.models import Report
from shkej.lib.dates import today


@dataclass(frozen=True)
class Tour:
    """`address`: of the page on which it begins; `template`: of UNICEF's file, where needed."""

    key: str
    title: str
    role: Role
    steps: list[str]
    address: str
    template: str = ""


def tours():
    """The three, in the reader's language."""
    return [_door(), _report(), _partner()]


def _door():
    event = Event.objects.filter(starts_on=today(), series=None).first()
    return Tour(
        key="door",
        title=_("At the door, without a connection"),
        role=Role.VOLUNTEER,
        steps=[
            _("Today’s register is half taken. Tap two more names: each mark is there at once."),
            _("Stop the server (Ctrl-C where it runs) and tap two more: the device keeps them."),
            _("Start it again with make run: what waited is sent by itself."),
            _("Type a name that is not there and add that person by three fields."),
            _("Become the staff and open the history: who marked whom, and when."),
        ],
        address=reverse("events:register", args=[event.pk]) if event else reverse("home"),
    )


def _report():
    reports = Report.objects.filter(period__project__ends_on__gte=today())
    due = reports.filter(status__in=Report.OPEN).order_by("period__starts_on").first()
    frozen = reports.filter(status=Report.Status.FROZEN).first()
    return Tour(
        key="report",
        title=_("From the register to PRP"),
        role=Role.COORDINATOR,
        steps=[
            _(
                "A report is due. Its checks find two things: follow each, correct it and come "
                "back."
            ),
            _("Confirm the checks. A second coordinator freezes: nobody freezes their own report."),
            _("Open the report of the quarter before, which is frozen, and choose PRP’s template."),
            _("Choose there the file that you get here, and confirm what its words mean."),
            _("Download it filled: the figures are those of the report, cell by cell."),
        ],
        address=reverse("reports:report_detail", args=[due.pk]) if due else reverse("home"),
        template=reverse("demonstration:template", args=[frozen.pk]) if frozen else "",
    )


def _partner():
    return Tour(
        key="partner",
        title=_("A partner answers"),
        role=Role.PARTNER,
        steps=[
            _("An invitation waits. Say that you are coming, and whom you send."),
            _("Look at your own events: one is accepted, one waits for the centre."),
            _("Follow the shared calendar on your phone: one link, and it stays up to date."),
            _("Read the mails: by the link in one of them UNICEF answers without an account."),
            _("Become the coordinator: the answers are shown with the event."),
        ],
        address=reverse("events:partner_page"),
    )
