"""All routes of SHKEJ; accounts/access.toml says who may use each."""

from django.urls import include, path

from events.calendar.links.views import feed
from events.calendar.public import public_events
from events.paper.notice_views import privacy_notice, privacy_notice_of
from events.partner.by_link import answer_by_link, calendar_by_link, name_by_link
from shkej import views
from shkej.first_day import views as first_day
from shkej.help import views as help_views
from shkej.serving.metrics import metrics

handler400 = "shkej.errors.bad_request"
handler500 = "shkej.errors.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("more/", views.more, name="more"),
    path("help/", help_views.contents, name="help"),
    path("help/door-card/", help_views.door_card, name="help_door_card"),
    path("help/<slug:slug>/", help_views.page, name="help_page"),
    path("first-day/", first_day.first_day, name="first_day"),
    path("first-day/try-mail/", first_day.first_day_mail, name="first_day_mail"),
    path("first-day/<slug:name>/", first_day.first_day_step, name="first_day_step"),
    path("health", views.health, name="health"),
    path("health/ready", views.health_ready, name="health_ready"),
    path("metrics", metrics, name="metrics"),
    path("worker.js", views.worker, name="worker"),
    path("account/", include("accounts.sign_in_urls")),
    path("accounts/", include("accounts.urls")),
    path("typed/", include("drafts.urls")),
    path("tasks/", include("background.urls")),
    path("backups/", include("backups.urls")),
    path("partners/", include("partners.urls")),
    path("people/", include("participants.urls")),
    path("privacy/", privacy_notice, name="privacy_notice"),
    path("privacy/<int:centre_id>/", privacy_notice_of, name="privacy_notice_of"),
    path("calendar/public/", public_events, name="public_events"),
    path("calendar/answer/<str:token>/", answer_by_link, name="answer_by_link"),
    path("calendar/answer/<str:token>/people/", name_by_link, name="name_by_link"),
    path("calendar/answer/<str:token>/event.ics", calendar_by_link, name="calendar_by_link"),
    path("calendar/feed/<str:token>.ics", feed, name="calendar_feed"),
    path("events/", include("events.urls")),
    path("reports/", include("reports.urls")),
    path("retention/", include("retention.urls")),
]
