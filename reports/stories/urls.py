"""Routes of posts about events."""

from django.urls import path

from reports.stories import views as stories

urlpatterns = [
    path("stories/<int:event_id>/", stories.story, name="story"),
]
