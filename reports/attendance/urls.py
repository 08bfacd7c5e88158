"""Routes of the attendance report."""

from django.urls import path

from reports.attendance import download, drill_down
from reports.attendance import views as attendance

urlpatterns = [
    path("", attendance.attendance, name="attendance"),
    path("events/", drill_down.events, name="events"),
    path("people/", drill_down.people, name="people"),
    path("download/", download.download, name="download"),
]
