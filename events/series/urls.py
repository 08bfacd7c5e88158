"""Routes of series."""

from django.urls import path

from events.series import member_views as members
from events.series import views as series
from events.series.grid import views as grid

urlpatterns = [
    path("series/", series.SeriesListView.as_view(), name="series_list"),
    path("series/new/", series.series_create, name="series_create"),
    path("series/<int:series_id>/", series.series_detail, name="series_detail"),
    path("series/<int:series_id>/change/", series.series_update, name="series_update"),
    path("series/<int:series_id>/members/", members.series_members, name="series_members"),
    path("series/<int:series_id>/members/cards/", members.series_cards, name="series_cards"),
    path(
        "series/<int:series_id>/members/add/", members.series_member_add, name="series_member_add"
    ),
    path(
        "series/<int:series_id>/members/<int:member_id>/",
        members.series_member,
        name="series_member",
    ),
    path("series/<int:series_id>/grid/", grid.series_grid, name="series_grid"),
    path(
        "series/<int:series_id>/grid/<int:year>/<int:month>/",
        grid.series_grid,
        name="series_grid",
    ),
    path(
        "series/<int:series_id>/grid/<int:year>/<int:month>/save/",
        grid.series_grid_save,
        name="series_grid_save",
    ),
]
