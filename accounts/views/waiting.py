"""Roles that wait for a second person: the page on which a coordinator decides."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.granting.deciding import confirm_grant, refuse_grant
from accounts.granting.waiting import waiting_for
from shkej.lib.refusals import tell


def waiting_grants(request):
    """The roles that this coordinator may confirm or refuse."""
    return render(request, "accounts/waiting_grants.html", {"grants": waiting_for(request.user)})


@reauthentication_required(app="accounts")
def grant_decide(request, grant_id):
    """Confirm a role, or with `refuse` refuse it."""
    grant = next((row for row in waiting_for(request.user) if row.pk == grant_id), None)
    if grant is None:
        raise Http404
    try:
        if "refuse" in request.POST:
            refuse_grant(grant=grant, refused_by=request.user, log=request.log)
            messages.success(request, _("The role was refused: it opens nothing."))
        else:
            confirm_grant(grant=grant, confirmed_by=request.user, log=request.log)
            messages.success(request, _("The role was confirmed: it counts from now on."))
    except ValidationError as refusal:
        tell(request, refusal)
    return redirect("accounts:waiting_grants")
