"""The filters of the list of users and of the access log."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLog, Role, User
from accounts.models.access_log import Action
from shkej.lib.forms.filters import ALL, FilterForm, choices

ACTIVE, INACTIVE = "active", "inactive"


class UserFilterForm(FilterForm):
    q = forms.CharField(label=_("Name or email"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=choices(Role.choices))
    state = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=choices([(ACTIVE, _("active")), (INACTIVE, _("not active"))]),
    )

    def filter_role(self, users, role):
        return users.filter(grants__role=role).distinct()

    def filter_state(self, users, state):
        return users.filter(is_active=state == ACTIVE)


class AccessLogFilterForm(FilterForm):
    action = forms.ChoiceField(
        label=_("What happened"), required=False, choices=choices(Action.choices)
    )
    user = forms.ModelChoiceField(
        label=_("User"),
        required=False,
        queryset=User.objects.all(),
        empty_label=ALL,
        widget=forms.Select(attrs={"translate": "no"}),
    )

    def offer(self, user):
        """Those alone of whom the reader sees lines."""
        if not user.has_perm("accounts.view_user"):
            lines = AccessLog.objects.visible_to(user).order_by().values("user")
            self.fields["user"].queryset = User.objects.filter(pk__in=lines)
