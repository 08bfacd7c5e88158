"""Routes of `reports`; who may use each stands in accounts/access.toml."""

from django.urls import path

from reports.views import attendance, behind, download

app_name = "reports"
urlpatterns = [
    path("", attendance.attendance, name="attendance"),
    path("events/", behind.events, name="events"),
    path("people/", behind.people, name="people"),
    path("download/", download.download, name="download"),
]
