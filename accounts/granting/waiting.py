"""A role that opens people's data, given by one administrator, counts once a second person agrees.

Who runs the system sees no people, but could give themselves, by a second account, a role that
does. So a coordinator of the centre confirms it; all coordinators are told. Where there is nobody
to confirm it begins after a day, with the same notice; the first coordinator of an installation
without people at once.
"""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.access import role_permissions
from accounts.granting.coordinators import other_coordinators
from accounts.models import Grant, Role, User
from accounts.outbox import Content, queue_mail

OPENS = "participants.view_participant"
CONFIRM = "accounts.confirm_grant"
ALONE = timedelta(hours=24)  # docs/roles.md: centres of one person


def opens_people(grant):
    """Whether it opens people's data by itself: volunteers are let in by who assigns them."""
    return OPENS in role_permissions(grant.role)


def let_wait(grant, given_by):
    """Say of `grant`, which is not saved yet, from when it counts; and tell the coordinators."""
    grant.given_by, grant.confirmed_by = given_by, None
    grant.waits, grant.effective_from = False, None
    if not opens_people(grant) or _is_first(grant):
        return
    if confirmers(grant):
        grant.waits = True
    else:
        grant.effective_from = timezone.now() + ALONE
    _tell(grant)


def words_of(grant):
    """What whoever gave a role is told of it."""
    if grant.waits:
        return _("The role was added. It counts once a coordinator has confirmed it.")
    if grant.is_to_begin:
        return _("The role was added. Nobody else can confirm it there: it counts in 24 hours.")
    return _("The role was added.")


def confirmers(grant):
    """The coordinators who may confirm it: of its centre, and neither who gave nor who gets it."""
    involved = [grant.given_by_id, grant.user_id]
    users = User.objects.coordinators().exclude(pk__in=involved)
    return [user for user in users if user.holds_in(CONFIRM, grant.centre_id)]


def waiting_for(user):
    """The roles that `user` may confirm, the oldest first."""
    rows = Grant.objects.filter(waits=True).select_related("user", "centre", "given_by")
    rows = rows.exclude(user=user).exclude(given_by=user).order_by("pk")
    return [grant for grant in rows if user.holds_in(CONFIRM, grant.centre_id)]


def _is_first(grant):
    """Whether it is the first coordinator's, in an installation that knows nobody yet."""
    if (
        grant.role != Role.COORDINATOR
        or apps.get_model("participants.Participant").objects.exists()
    ):
        return False
    return not Grant.objects.filter(role=Role.COORDINATOR).exclude(pk=grant.pk).exists()


def _tell(grant):
    for reader in other_coordinators(grant.given_by):
        if reader.pk == grant.user_id:
            continue
        with override(reader.language):
            content = Content(
                subject=_("SHKEJ: a role that opens people’s data"), text=_words(grant)
            )
        queue_mail(to=reader.email, content=content)


def _words(grant):
    facts = {
        "giver": grant.given_by.name,
        "name": grant.user.name,
        "email": grant.user.email,
        "role": grant.get_role_display(),
        "centre": grant.centre or _("all centres"),
        "link": settings.SITE_URL + reverse("accounts:waiting_grants"),
    }
    text = _("%(giver)s gave %(name)s (%(email)s) the role “%(role)s” (%(centre)s).") % facts
    if grant.waits:
        more = _(
            "It opens nothing before a coordinator has confirmed it. If you know of it, confirm it "
            "here; if not, refuse it:\n%(link)s"
        )
    else:
        more = _(
            "There is nobody else there who could confirm it: it begins in 24 hours. If you know "
            "nothing of it, have it taken back until then."
        )
    return f"{text}\n\n{more % facts}"
