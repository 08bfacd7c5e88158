"""Opening an account by the link of an invitation."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.account_invitations import open_account as take_up
from accounts.account_invitations import read_token
from accounts.forms.opening import OpenAccountForm


@sensitive_post_parameters()
def open_account(request, token):
    """Ask for a name and a password; afterwards one signs in with them."""
    invitation = read_token(token)
    if invitation is None:
        response = render(request, "accounts/invitation_dead.html", status=404)
    else:
        data = request.POST if request.method == "POST" else None
        form = OpenAccountForm(data, user=invitation.user)
        if form.is_valid():
            try:
                take_up(invitation=invitation, **form.cleaned_data, log=request.log)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("Your account is open. Sign in with your password."))
                return redirect("account_login")
        context = {"form": form, "account": invitation.user}
        response = render(request, "accounts/open_account.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
