"""Roles given to users and taken back; nobody changes their own."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.forms import GrantForm
from accounts.granting.waiting import words_of
from accounts.services import give_grant, take_grant
from accounts.views.users import user_or_404
from shkej.lib.refusals import tell


@reauthentication_required(app="accounts")
def grant_create(request, user_id):
    """Give a user one more role."""
    user = user_or_404(request, user_id)
    form = GrantForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            give_grant(grant=form.instance, given_by=request.user, log=request.log)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, words_of(form.instance))
            return redirect("accounts:user_detail", user.pk)
    return render(request, "accounts/grant_form.html", {"form": form, "account": user})


@reauthentication_required(app="accounts")
def grant_delete(request, user_id, grant_id):
    """Ask, then take a role back."""
    user = user_or_404(request, user_id)
    grant = get_object_or_404(user.grants.select_related("centre", "organisation"), pk=grant_id)
    back = reverse("accounts:user_detail", args=[user.pk])
    if request.method == "POST":
        try:
            take_grant(grant=grant, taken_by=request.user, log=request.log)
        except ValidationError as refusal:
            tell(request, refusal)
        else:
            messages.success(request, _("The role was taken back."))
        return redirect(back)
    context = {"account": user, "grant": grant, "back": back}
    return render(request, "accounts/grant_confirm_delete.html", context)
