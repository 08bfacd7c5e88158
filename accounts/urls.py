"""Routes of `accounts`; accounts/access.toml says who may use each."""

from django.urls import path

from accounts import views
from accounts.locking import views as locking

app_name = "accounts"
urlpatterns = [
    path("language/", views.set_language, name="set_language"),
    path("invitation/<str:token>/", views.open_account, name="open_account"),
    path("profile/", views.ProfileView.as_view(), name="profile"),
    path("lock/", locking.lock, name="lock"),
    path("locked/", locking.locked, name="locked"),
    path("locked/open/", locking.unlock, name="unlock"),
    path("device/", locking.device, name="device"),
    path("device/sign-out/", locking.sign_out_for_good, name="sign_out_for_good"),
    path("device/key/", locking.device_key, name="device_key"),
    path("users/", views.UserListView.as_view(), name="user_list"),
    path("users/add/", views.user_create, name="user_create"),
    path("users/<int:user_id>/", views.UserDetailView.as_view(), name="user_detail"),
    path("users/<int:user_id>/edit/", views.UserUpdateView.as_view(), name="user_update"),
    path("users/<int:user_id>/send-link/", views.user_send_reset, name="user_send_reset"),
    path("users/<int:user_id>/sign-out/", views.user_sign_out, name="user_sign_out"),
    path(
        "users/<int:user_id>/second-factor/",
        views.user_remove_second_factor,
        name="user_remove_second_factor",
    ),
    path("users/<int:user_id>/roles/add/", views.grant_create, name="grant_create"),
    path(
        "users/<int:user_id>/roles/<int:grant_id>/remove/", views.grant_delete, name="grant_delete"
    ),
    path("roles/", views.waiting_grants, name="waiting_grants"),
    path("roles/<int:grant_id>/decide/", views.grant_decide, name="grant_decide"),
    path("many-opened/", views.many_opened, name="many_opened"),
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/<int:alert_id>/done/", views.alert_done, name="alert_done"),
    path("log/", views.AccessLogView.as_view(), name="access_log"),
]
