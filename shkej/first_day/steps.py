"""The steps of the first day: whose they are, where each is done, and whether it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, OutgoingMail, Role
from accounts.models.first_day import FirstDayStep
from backups.archive import recipients
from backups.models import Backup
from backups.refusals import BackupRefused
from events.models import Centre
from partners.models import Project

State = FirstDayStep.State


@dataclass(frozen=True)
class SetupStep:
    """One step. `is_done`: whether the data say so; else somebody says it, where `can_be_said`.

    `permission`: who does it; `route`: where, without one on the page of the steps itself.
    """

    name: str
    title: str
    why: str
    permission: str
    is_done: Callable[[], bool] = lambda: False
    route: str = ""
    action: str = ""
    can_be_said: bool = False

    @property
    def url(self):
        """Where it is done."""
        if self.name == "centre":
            return _url_of_centre()
        return reverse(self.route) if self.route else ""

    @property
    def sends_mail(self):
        """Whether a mail is tried here."""
        return self.name == "mail"

    @property
    def is_for_coordinators(self):
        """Whether a coordinator does it, not an administrator."""
        return self.permission == "partners.change_project"


class ReaderStep(NamedTuple):
    """A step, its state ("" where it is open), and whether its reader does it."""

    step: SetupStep
    state: str
    is_own: bool

    @property
    def is_done(self):
        """Whether it needs nothing more."""
        return self.state == State.DONE

    @property
    def is_skipped(self):
        """Whether somebody put it off."""
        return self.state == State.SKIPPED

    @property
    def shows_keys(self):
        """Whether it says how the keys of backups are made."""
        return self.step.name == "keys" and self.is_own and not self.is_done


STEPS = (
    SetupStep(
        "language",
        _("Language"),
        _("Everything is in Albanian and in English. Each user chooses at the top of any page."),
        "accounts.set_up",
        can_be_said=True,
    ),
    SetupStep(
        "centre",
        _("Centre"),
        _("Its name, address and municipality appear on lists, invitations and reports."),
        "events.change_centre",
        lambda: Centre.objects.exclude(municipality=None).exclude(address="").exists(),
        action=_("Fill in the centre"),
    ),
    SetupStep(
        "coordinator",
        _("First coordinator"),
        _(
            "Whoever runs the system sees no people. A coordinator does: registers, reports and "
            "the staff are theirs. They get a link to set a password."
        ),
        "accounts.change_user",
        lambda: Grant.objects.filter(role=Role.COORDINATOR, user__is_active=True).exists(),
        "accounts:user_create",
        _("Add the coordinator"),
    ),
    SetupStep(
        "project",
        _("Project"),
        _("Reports count the meetings of a project. Without one meetings can be logged already."),
        "partners.change_project",
        lambda: Project.objects.exists(),
        "partners:project_create",
        _("Add the project"),
    ),
    SetupStep(
        "consent",
        _("Consent text"),
        _(
            "What families are told before they agree: what is kept of them, why, and for how "
            "long. Have it ready on paper, read by a lawyer, before the first child is recorded."
        ),
        "partners.change_project",
        can_be_said=True,
    ),
    SetupStep(
        "mail",
        _("Mail"),
        _("Links to set a password and invitations go by mail. A try goes to your own address."),
        "accounts.change_user",
        lambda: OutgoingMail.objects.exclude(sent_at=None).exists(),
    ),
    SetupStep(
        "keys",
        _("Keys of the backups"),
        _(
            "Two people each make a key on their own computer, print it, and lock the paper away. "
            "With all keys lost all backups are lost; the server has none of them."
        ),
        "backups.view_backup",
        lambda: Backup.objects.exclude(verified_at=None).exists(),
        can_be_said=True,
    ),
)
BY_NAME = {step.name: step for step in STEPS}


class FirstDay:
    """How far the first day is, for one user."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def rows(self):
        """A `ReaderStep` of each step."""
        said = dict(FirstDayStep.objects.values_list("name", "state"))
        return [
            ReaderStep(
                step, _state(step, said.get(step.name, "")), self.user.has_perm(step.permission)
            )
            for step in STEPS
        ]

    @property
    def done(self):
        """How many steps need nothing more."""
        return sum(bool(state) for _step, state, _is_own in self.rows)

    @property
    def number(self):
        """How many steps there are."""
        return len(STEPS)

    @property
    def next(self):
        """The first open step of this user, or None."""
        own = (step for step, state, is_own in self.rows if is_own and not state)
        return next(own, None)


def first_day_of(user):
    """How far the first day is, where `user` has a step left; else None."""
    if settings.DEMONSTRATION or not user.has_perm("accounts.set_up"):
        return None
    found = FirstDay(user)
    return found if found.next else None


def has_keys():
    """Whether backups can be encrypted for two holders."""
    try:
        return bool(recipients())
    except BackupRefused:
        return False


def _state(step, said):
    if step.is_done():
        return State.DONE
    if said == State.DONE and step.name == "keys" and not has_keys():
        return ""
    return said


def _url_of_centre():
    centres = list(Centre.objects.values_list("pk", flat=True)[:2])
    if len(centres) == 1:
        return reverse("events:centre_update", args=centres)
    return reverse("events:centre_list")
