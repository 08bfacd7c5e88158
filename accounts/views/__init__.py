from accounts.views.alerts import alert_done, alerts
from accounts.views.grants import grant_create, grant_delete
from accounts.views.log import AccessLogView
from accounts.views.opened import many_opened
from accounts.views.opening import open_account
from accounts.views.own import ProfileView, set_language
from accounts.views.users import (
    UserDetailView,
    UserListView,
    UserUpdateView,
    user_create,
    user_remove_second_factor,
    user_send_reset,
    user_sign_out,
)
from accounts.views.waiting import grant_decide, waiting_grants

__all__ = [
    "AccessLogView",
    "ProfileView",
    "UserDetailView",
    "UserListView",
    "UserUpdateView",
    "alert_done",
    "alerts",
    "grant_create",
    "grant_decide",
    "grant_delete",
    "many_opened",
    "open_account",
    "set_language",
    "user_create",
    "user_remove_second_factor",
    "user_send_reset",
    "user_sign_out",
    "waiting_grants",
]
