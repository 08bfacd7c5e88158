"""Accounts of partner organisations: invited by a coordinator, opened by the person."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.account_invitations import invite_again, invite_user, revoke_invitations
from accounts.models import Grant, Role, User
from accounts.models.access_log import Action
from partners.forms.users import InviteUserForm
from partners.models import Organisation
from shkej.lib.refusals import tell

INVITE = "partners.invite_user"


def _organisation(request, organisation_id):
    rows = Organisation.objects.visible_to(request.user, INVITE).active()
    return get_object_or_404(rows, pk=organisation_id)


@reauthentication_required(app="accounts")
def user_invite(request, organisation_id):
    """Invite somebody to follow the events for an organisation."""
    organisation = _organisation(request, organisation_id)
    form = InviteUserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        invite_user(
            user=User(**form.cleaned_data),
            grant=Grant(role=Role.PARTNER, organisation=organisation),
            invited_by=request.user,
            organisation=organisation,
            log=request.log,
        )
        messages.success(
            request,
            _("The invitation goes to %(email)s. It works once, for 72 hours.")
            % {"email": form.cleaned_data["email"]},
        )
        return redirect("partners:organisation_detail", organisation.pk)
    context = {"form": form, "organisation": organisation}
    return render(request, "partners/user_invite.html", context)


def _invited(organisation, user_id):
    """A partner of the organisation who has not opened the account yet."""
    return get_object_or_404(User.objects.invited_for(organisation), pk=user_id)


@reauthentication_required(app="accounts")
def user_invite_again(request, organisation_id, user_id):
    """Send a new link; the old one is dead."""
    organisation = _organisation(request, organisation_id)
    user = _invited(organisation, user_id)
    try:
        with transaction.atomic():
            invite_again(user=user, invited_by=request.user, organisation=organisation)
            request.log(Action.USER_CHANGED, user, change="invited_again")
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        messages.success(
            request,
            _("The invitation goes to %(email)s. It works once, for 72 hours.")
            % {"email": user.email},
        )
    return redirect("partners:organisation_detail", organisation.pk)


def user_revoke(request, organisation_id, user_id):
    """End an invitation that was not taken up."""
    organisation = _organisation(request, organisation_id)
    user = _invited(organisation, user_id)
    with transaction.atomic():
        revoke_invitations(user=user)
        request.log(Action.USER_CHANGED, user, change="invitation_revoked")
    messages.success(request, _("The invitation was revoked: its link no longer works."))
    return redirect("partners:organisation_detail", organisation.pk)
