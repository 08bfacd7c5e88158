"""Routes of the shared calendar."""

from django.urls import path

from events.calendar import views as calendar
from events.calendar.links import views as feeds

urlpatterns = [
    path("calendar/links/", feeds.feeds, name="feeds"),
    path("calendar/links/<int:feed_id>/renew/", feeds.feed_renew, name="feed_renew"),
    path("calendar/links/<int:feed_id>/revoke/", feeds.feed_revoke, name="feed_revoke"),
    path("calendar/links/all/", feeds.all_feeds, name="all_feeds"),
    path("calendar/links/<int:feed_id>/end/", feeds.any_feed_revoke, name="any_feed_revoke"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:year>/<int:month>/", calendar.calendar, name="calendar"),
]
