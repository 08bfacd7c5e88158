"""Routes of `retention`; accounts/access.toml says who may use each."""

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
    path("people/<int:participant_id>/data/", views.access_create, name="access_create"),
    path("data/<int:request_id>/", views.access, name="access"),
    path("data/<int:request_id>/file/", views.access_file_get, name="access_file"),
    path("data/<int:request_id>/answered/", views.access_answered, name="access_answered"),
    path("times/", views.rules, name="rules"),
    path("times/<slug:kind>/", views.rule, name="rule"),
    path("times/<int:rule_id>/decide/", views.rule_decide, name="rule_decide"),
    path("due/", views.due, name="due_of_none"),
    path("due/<int:centre_id>/", views.due, name="due"),
    path("due/ask/", views.run_ask, name="run_ask_of_none"),
    path("due/<int:centre_id>/ask/", views.run_ask, name="run_ask"),
    path("runs/<int:run_id>/", views.run, name="run"),
    path("runs/<int:run_id>/decide/", views.run_decide, name="run_decide"),
    path("holds/<int:hold_id>/end/", views.hold_end, name="hold_end"),
]
