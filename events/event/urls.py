"""Routes of events and centres."""

from django.urls import path

from events.event import centre_views as centres
from events.event import status_views as statuses
from events.event import views as events

urlpatterns = [
    path("", events.EventListView.as_view(), name="event_list"),
    path("new/", events.event_create, name="event_create"),
    path("<int:event_id>/", events.EventDetailView.as_view(), name="event_detail"),
    path("<int:event_id>/change/", events.event_update, name="event_update"),
    path("<int:event_id>/status/", statuses.event_status, name="event_status"),
    path("<int:event_id>/postpone/", statuses.event_postpone, name="event_postpone"),
    path("<int:event_id>/another/", events.event_is_another, name="event_is_another"),
    path("<int:event_id>/delete/", events.event_delete, name="event_delete"),
    path("centres/", centres.CentreListView.as_view(), name="centre_list"),
    path("centres/new/", centres.CentreCreateView.as_view(), name="centre_create"),
    path(
        "centres/<int:centre_id>/change/", centres.CentreUpdateView.as_view(), name="centre_update"
    ),
]
