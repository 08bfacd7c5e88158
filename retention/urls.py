"""Routes of `retention`; who may use each stands in accounts/access.toml."""

from django.urls import path

from retention import views

app_name = "retention"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("people/<int:participant_id>/", views.person, name="person"),
    path("people/<int:participant_id>/erase/", views.erasure_ask, name="erasure_ask"),
    path("people/<int:participant_id>/hold/", views.hold_set, name="hold_set"),
    path("erasures/<int:erasure_id>/", views.erasure, name="erasure"),
    path("erasures/<int:erasure_id>/take-back/", views.erasure_take_back, name="erasure_take_back"),
    path("holds/<int:hold_id>/end/", views.hold_end, name="hold_end"),
]
