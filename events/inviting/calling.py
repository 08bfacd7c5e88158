"""Who knows what of the invitations, and whom to call."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from accounts.models import OutgoingMail, User
from events.models import Invitation, LastLook, Registration
from partners.models import CalendarFeed
from shkej.lib.dates import near_date, today
from shkej.lib.queries.ordering import Shown

ANSWER_WITHIN = timedelta(days=7)
Answer = Invitation.Answer


def invitations_ahead(user):
    """The invitations to coming events of `user`'s centres, with what we know of each.

    Withdrawn ones only where the organisation has still to be told. `looked_at`: until when its
    users last confirmed the changes; `read_at`: when a calendar of it last fetched its link;
    `mail_sent`, `mail_waits`, `mail_failed`: what became of the mails about the last change, the
    last where none went and one was given up; `has_address`: mail goes anywhere; `delivery`: all of
    that in words; `calls`: why to call them.
    """
    users = User.objects.acting_for(OuterRef("organisation"))
    # Two steps from the invitation: it is named there as from the user.
    acting = User.objects.acting_for(OuterRef(OuterRef("organisation")))
    looks = LastLook.objects.filter(user__in=acting)
    feeds = (
        CalendarFeed.objects.open()
        .filter(last_used_at__isnull=False)
        .filter(
            Q(organisation=OuterRef("organisation"))
            | Q(user__grants__organisation=OuterRef("organisation"))
        )
    )
    mails = OutgoingMail.objects.filter(
        invitations=OuterRef("pk"), created_at__gte=OuterRef("told_at")
    )
    rows = Invitation.objects.visible_to(user).of_coming_events()
    rows = rows.filter(organisation__is_active=True)
    rows = rows.select_related("event__centre", "organisation", "quiet_by").annotate(
        looked_at=Subquery(looks.order_by("-at").values("at")[:1]),
        read_at=Subquery(feeds.order_by("-last_used_at").values("last_used_at")[:1]),
        mail_sent=Exists(mails.filter(sent_at__isnull=False)),
        mail_waits=Exists(mails.waiting()),
        mail_failed=Exists(mails.filter(failed_at__isnull=False))
        & ~Exists(mails.filter(sent_at__isnull=False)),
        has_users=Exists(users),
    )
    found = list(rows.order_by("event__starts_at", "event", Shown("organisation__sort_name"), "pk"))
    for invitation in found:
        invitation.has_address = bool(invitation.organisation.contact_email) or invitation.has_users
        invitation.calls = reasons_to_call(invitation)
        invitation.delivery = _delivery(invitation)
    return [row for row in found if row.calls or row.withdrawn_at is None]


def count_organisations(invitations):
    """How many organisations are to be called: one call is about all its events."""
    return len({row.organisation_id for row in invitations if row.calls})


def _delivery(invitation):
    """What became of what they were told last: nobody without a mail that went is "told"."""
    when = {"when": near_date(invitation.told_at)}
    if invitation.quietly:
        return _("The last change was saved without telling them, %(when)s") % {
            "when": near_date(invitation.quiet_at)
        }
    if invitation.has_seen_all:
        return _("Saw the last change %(when)s") % {"when": near_date(invitation.seen_at)}
    if invitation.mail_sent:
        return _("The mail was sent, written %(when)s; whether it arrived is not known") % when
    if invitation.mail_waits:
        return _("The mail waits to be sent, written %(when)s") % when
    if invitation.mail_failed:
        return _("The mail was refused, written %(when)s") % when
    if invitation.has_address:  # it came later, or the outbox has forgotten what it sent
        return _("No mail of %(when)s is known") % when
    return _("No email address: nothing was sent")


def reasons_to_call(invitation):
    """Why this organisation should be called, in words; [] where there is no need."""
    event = invitation.event
    if invitation.quietly and (invitation.withdrawn_at or event.is_called_off):
        return []  # whoever called it off wanted nobody told
    is_off = invitation.withdrawn_at is not None or event.is_called_off
    knows = invitation.has_seen_all
    reasons = []
    if not invitation.has_address and not knows:
        reasons.append(_("No email address"))
    if invitation.mail_failed and not knows:
        reasons.append(_("The mail could not be delivered"))
    is_near = event.starts_on - today() <= ANSWER_WITHIN
    is_late = invitation.answer_by is not None and invitation.answer_by < today()
    if is_off:
        is_to_know = invitation.withdrawn_at is None and not invitation.never_left
        if is_to_know and not knows and not reasons and is_near:
            reasons.append(_("May not know of the last change"))
        return [*reasons, _state(invitation)] if reasons else []
    if (is_near or is_late) and invitation.answer == Answer.NONE:
        reasons.append(_("No answer yet"))
    elif is_near and not knows and invitation.answer != Answer.NO:
        reasons.append(_("May not know of the last change"))
    return reasons


def _state(invitation):
    if invitation.withdrawn_at:
        return _("The invitation was withdrawn")
    return invitation.event.get_status_display()


def count_named(invitations):
    """{(event, organisation): how many people it names}, keys by pk; one query for all of them."""
    rows = (
        Registration.objects.standing()
        .representing()
        .filter(
            event__in={invitation.event_id for invitation in invitations},
            organisation__in={invitation.organisation_id for invitation in invitations},
        )
    )
    counts = rows.order_by().values_list("event", "organisation").annotate(Count("pk"))
    return {(event, organisation): number for event, organisation, number in counts}
