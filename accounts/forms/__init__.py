from accounts.forms.filters import AccessLogFilterForm, UserFilterForm
from accounts.forms.users import GrantForm, NewUserForm, ProfileForm, UserForm

__all__ = [
    "AccessLogFilterForm",
    "GrantForm",
    "NewUserForm",
    "ProfileForm",
    "UserFilterForm",
    "UserForm",
]
