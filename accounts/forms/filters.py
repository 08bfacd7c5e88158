"""The filters of the list of users and of the access log."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.models.access_log import Action

ACTIVE, INACTIVE = "active", "inactive"


class FilterForm(forms.Form):
    """Filters kept in the address; a wrong one is left out and shown as wrong."""

    @property
    def in_use(self):
        """How many filters are in use."""
        return sum(1 for value in self.cleaned_data.values() if value)


class UserFilterForm(FilterForm):
    q = forms.CharField(label=_("Name or email"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All")), *Role.choices]
    )
    state = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[("", _("All")), (ACTIVE, _("active")), (INACTIVE, _("not active"))],
    )

    def filter(self, users):
        """Those of `users` that meet each filter in use."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("role"):
            users = users.filter(grants__role=chosen["role"]).distinct()
        if chosen.get("state"):
            users = users.filter(is_active=chosen["state"] == ACTIVE)
        return users.search(chosen.get("q", ""))


class AccessLogFilterForm(FilterForm):
    action = forms.ChoiceField(
        label=_("What happened"), required=False, choices=[("", _("All")), *Action.choices]
    )
    user = forms.ModelChoiceField(
        label=_("User"), required=False, queryset=User.objects.all(), empty_label=_("All")
    )

    def filter(self, entries):
        """Those of `entries` that meet each filter in use."""
        self.is_valid()
        chosen = {field: value for field, value in self.cleaned_data.items() if value}
        return entries.filter(**chosen)
