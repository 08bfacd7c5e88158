"""Routes of the attendance report."""

from django.urls import path

from reports.attendance import behind, download
from reports.attendance import views as attendance

urlpatterns = [
    path("", attendance.attendance, name="attendance"),
    path("events/", behind.events, name="events"),
    path("people/", behind.people, name="people"),
    path("download/", download.download, name="download"),
]
