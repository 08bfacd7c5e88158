"""What everybody does for themselves: the language, and their own account."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from accounts.addresses import is_own_address
from accounts.forms import ProfileForm
from accounts.models import User
from accounts.passkeys.keys import passkeys_of
from accounts.second_factor import has_second_factor


def remember_language(response, language):
    """Keep `language` in this browser too: the sign-in page knows no user."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def set_language(request):
    """Choose the language, in this browser and for the user; back to the same page.

    A button that sends a typed form along (`drafts/switching.py`) asks in the address.
    """
    asked = request.GET if "language" in request.GET else request.POST
    back = asked.get("next", "")
    response = HttpResponseRedirect(back if is_own_address(request, back) else reverse("home"))
    language = asked.get("language")
    if language in dict(settings.LANGUAGES):
        remember_language(response, language)
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=language)
    return response


class ProfileView(UpdateView):
    """One's own name, language and roles, and the ways to password, second factor and devices."""

    model = User
    form_class = ProfileForm
    template_name = "accounts/profile.html"
    context_object_name = "account"
    success_url = reverse_lazy("accounts:profile")

    def get_object(self, queryset=None):
        """The user as saved: a refused form must not change the name in the page's head."""
        return User.objects.for_list().get(pk=self.request.user.pk)

    def get_context_data(self, **kwargs):
        """How one signs in, and on how many devices one is signed in."""
        return super().get_context_data(**kwargs) | {
            "has_second_factor": has_second_factor(self.request.user),
            "passkey_count": passkeys_of(self.request.user).count(),
            "session_count": UserSession.objects.filter(user=self.request.user).count(),
        }

    def form_invalid(self, form):
        """Show the form again; 409 where it was saved in another tab meanwhile."""
        status = 409 if form.has_conflict else 200
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def form_valid(self, form):
        """Answer in the language that was chosen."""
        response = super().form_valid(form)
        remember_language(response, form.instance.language)
        with translation.override(form.instance.language):
            messages.success(self.request, _("Your account was saved."))
        return response
