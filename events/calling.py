"""Who knows what of the invitations, and whom to call."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from accounts.models import OutgoingMail, User
from events.models import Invitation
from partners.models import CalendarFeed
from shkej.dates import today

ANSWER_WITHIN = timedelta(days=7)
Answer = Invitation.Answer


def invitations_ahead(user):
    """The standing invitations to coming events of `user`'s centres, with what we know of each.

    `read_at`: when a calendar of the organisation last fetched its link; `mail_failed`: the newest
    mail could not be delivered; `has_address`: mail goes anywhere; `calls`: why to call them.
    """
    users = User.objects.acting_for(OuterRef("organisation"))
    feeds = CalendarFeed.objects.filter(revoked_at=None, last_used_at__isnull=False).filter(
        Q(organisation=OuterRef("organisation"))
        | Q(user__grants__organisation=OuterRef("organisation"))
    )
    newest = OutgoingMail.objects.filter(invitations=OuterRef("pk")).order_by("-pk")
    rows = Invitation.objects.visible_to(user).ahead()
    rows = rows.select_related("event__centre", "organisation").annotate(
        read_at=Subquery(feeds.order_by("-last_used_at").values("last_used_at")[:1]),
        mail_failed=Subquery(newest.values("failed_at")[:1]),
        has_users=Exists(users),
    )
    found = list(rows.order_by("event__starts_at", "event", "organisation__sort_name", "pk"))
    for invitation in found:
        invitation.has_address = bool(invitation.organisation.contact_email) or invitation.has_users
        invitation.calls = reasons_to_call(invitation)
    return found


def reasons_to_call(invitation):
    """Why this organisation should be called, in words; [] where there is no need."""
    reasons = []
    soon = invitation.event.starts_on - today() <= ANSWER_WITHIN
    knows = invitation.has_seen_all
    if not invitation.has_address and not knows:
        reasons.append(_("No email address"))
    if invitation.mail_failed and not knows:
        reasons.append(_("The mail could not be delivered"))
    if soon and invitation.answer == Answer.NONE:
        reasons.append(_("No answer yet"))
    elif soon and not knows and invitation.answer != Answer.NO:
        reasons.append(_("May not know of the last change"))
    return reasons
