"""Users, for those who run the system: nobody sets another's password."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView, UpdateView

from accounts.forms import NewUserForm, UserFilterForm, UserForm
from accounts.granting.waiting import words_of
from accounts.models import User
from accounts.models.access_log import Action
from accounts.passkeys.keys import passkeys_of
from accounts.password_links import queue_set_password_mail
from accounts.second_factor import has_second_factor
from accounts.services import change_account, create_account
from accounts.sessions import end_sessions
from shkej.lib.pages import ListPageMixin, ScopedMixin, UpdatePageMixin

CHANGE = "accounts.change_user"
ORDERS = {
    "name": ("sort_name", "pk"),
    "-name": ("-sort_name", "-pk"),
    "last_login": ("last_login", "pk"),
    "-last_login": ("-last_login", "-pk"),
}


def user_or_404(request, user_id, permission=CHANGE):
    """The user with this id, if the reader may reach them by `permission`."""
    users = User.objects.visible_to(request.user, permission)
    return get_object_or_404(users.for_list(), pk=user_id)


class UserListView(ListPageMixin, ListView):
    """Users with their roles, found and filtered."""

    model = User
    context_object_name = "accounts"
    title = gettext_lazy("Users")
    filter_class = UserFilterForm
    orders = ORDERS

    def get_queryset(self):
        """With their roles."""
        return super().get_queryset().for_list()


class UserDetailView(ScopedMixin, DetailView):
    """One user: roles, and how they sign in."""

    model = User
    pk_url_kwarg = "user_id"
    context_object_name = "account"

    def get_queryset(self):
        """Users with their roles."""
        return super().get_queryset().for_list()

    def get_context_data(self, **kwargs):
        """Whether there is a second factor, and how many passkeys."""
        return super().get_context_data(**kwargs) | {
            "has_second_factor": has_second_factor(self.object),
            "passkey_count": passkeys_of(self.object).count(),
            "is_self": self.object == self.request.user,
        }


@reauthentication_required(app="accounts")
def user_create(request):
    """Add a user with a first role, and send them a link to set a password."""
    form = NewUserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = form.new_user()
        create_account(
            user=user,
            grant=form.instance,
            created_by=request.user,
            log=request.log,
        )
        if not form.instance.is_in_effect:
            messages.info(request, words_of(form.instance))
        _send_link(request, user)
        return redirect("accounts:user_detail", user.pk)
    return render(request, "accounts/user_create.html", {"form": form})


class UserUpdateView(UpdatePageMixin, UpdateView):
    """A user's name, language, and whether they may sign in."""

    model = User
    pk_url_kwarg = "user_id"
    form_class = UserForm
    context_object_name = "account"
    template_name = "accounts/user_update.html"

    def form_valid(self, form):
        """Save, unless nobody could run the system any more; to open or close asks who it is."""
        if "is_active" in form.changed_data:
            raise_if_reauthentication_required(self.request, app="accounts")
        try:
            change_account(
                user=form.instance,
                changed_by=self.request.user,
                log=self.request.log,
            )
        except ValidationError as refusal:
            form.add_error("is_active", refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("The user was saved."))
        return redirect("accounts:user_detail", form.instance.pk)


@reauthentication_required(app="accounts")
def user_send_reset(request, user_id):
    """Send a user a link to set a password."""
    user = user_or_404(request, user_id)
    if user.is_active:
        _send_link(request, user)
    else:
        messages.error(request, _("This account is closed. Open it first."))
    return redirect("accounts:user_detail", user.pk)


def _send_link(request, user):
    queue_set_password_mail(user)
    messages.success(
        request,
        _(
            "A link to set a password goes to %(email)s within a few minutes. It works once, for "
            "one hour."
        )
        % {"email": user.email},
    )


def user_sign_out(request, user_id):
    """End a user's sessions on every device."""
    user = user_or_404(request, user_id)
    end_sessions(user, but=request.session.session_key)
    request.log(Action.USER_CHANGED, user, change="signed_out")
    messages.success(request, _("The user was signed out on every device."))
    return redirect("accounts:user_detail", user.pk)


@reauthentication_required(app="accounts")
def user_remove_second_factor(request, user_id):
    """Ask, then remove the app and the passkeys of somebody who lost their phone."""
    user = user_or_404(request, user_id)
    if user == request.user:
        return redirect("mfa_index")
    if request.method == "POST":
        with transaction.atomic():
            Authenticator.objects.filter(user=user).delete()
            request.log(Action.SECOND_FACTOR_CHANGED, user, change="removed")
        end_sessions(user)
        messages.success(
            request, _("App, passkeys and recovery codes were removed from the account.")
        )
        return redirect("accounts:user_detail", user.pk)
    context = {"account": user, "back": reverse("accounts:user_detail", args=[user.pk])}
    return render(request, "accounts/second_factor_confirm_delete.html", context)
