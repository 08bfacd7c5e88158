"""Routes on which is set up what is reported to UNICEF."""

from django.urls import path

from reports.unicef.setup.views import dimensions, indicators, page, rows

PROJECT = "unicef/projects/<int:project_id>/setup/"

urlpatterns = [
    path(PROJECT, page.setup, name="setup"),
    path(f"{PROJECT}document/", rows.document_update, name="document_update"),
    path(f"{PROJECT}outputs/add/", rows.output_create, name="output_create"),
    path(f"{PROJECT}dimensions/add/", dimensions.dimension_create, name="dimension_create"),
    path(f"{PROJECT}periods/add/", rows.period_create, name="period_create"),
    path("unicef/outputs/<int:output_id>/edit/", rows.output_update, name="output_update"),
    path("unicef/outputs/<int:output_id>/delete/", rows.output_delete, name="output_delete"),
    path(
        "unicef/outputs/<int:output_id>/indicators/add/",
        indicators.indicator_create,
        name="indicator_create",
    ),
    path(
        "unicef/indicators/<int:indicator_id>/edit/",
        indicators.indicator_update,
        name="indicator_update",
    ),
    path(
        "unicef/indicators/<int:indicator_id>/delete/",
        indicators.indicator_delete,
        name="indicator_delete",
    ),
    path(
        "unicef/dimensions/<int:dimension_id>/edit/",
        dimensions.dimension_update,
        name="dimension_update",
    ),
    path(
        "unicef/dimensions/<int:dimension_id>/delete/",
        dimensions.dimension_delete,
        name="dimension_delete",
    ),
    path("unicef/periods/<int:period_id>/edit/", rows.period_update, name="period_update"),
    path("unicef/periods/<int:period_id>/delete/", rows.period_delete, name="period_delete"),
]
