"""Routes of `reports`; who may use each stands in accounts/access.toml."""

from django.urls import path, re_path

from reports.views import attendance, behind, download
from reports.views.unicef import indicators, projects, prp, reports, setup

app_name = "reports"
urlpatterns = [
    path("", attendance.attendance, name="attendance"),
    path("events/", behind.events, name="events"),
    path("people/", behind.people, name="people"),
    path("download/", download.download, name="download"),
    path("unicef/", projects.unicef, name="unicef"),
    path("unicef/projects/<int:project_id>/", projects.project, name="unicef_project"),
    path("unicef/periods/<int:period_id>/report/", projects.report_begin, name="report_begin"),
    path("unicef/reports/<int:report_id>/", reports.report_detail, name="report_detail"),
    path("unicef/reports/<int:report_id>/checks/", reports.report_checks, name="report_checks"),
    path(
        "unicef/reports/<int:report_id>/checks/<slug:code>/",
        reports.accept_warning,
        name="accept_warning",
    ),
    path("unicef/reports/<int:report_id>/check/", reports.report_check, name="report_check"),
    path("unicef/reports/<int:report_id>/freeze/", reports.report_freeze, name="report_freeze"),
    path("unicef/reports/<int:report_id>/prp/", prp.prp, name="prp"),
    path("unicef/reports/<int:report_id>/prp/meanings/", prp.prp_meanings, name="prp_meanings"),
    path("unicef/reports/<int:report_id>/prp/file/", prp.prp_file, name="prp_file"),
    path(
        "unicef/reports/<int:report_id>/prp/meanings/<int:mapping_id>/forget/",
        prp.prp_forget,
        name="prp_forget",
    ),
    path("unicef/reports/<int:report_id>/move/", reports.report_move, name="report_move"),
    path(
        "unicef/indicators/<int:indicator_id>/",
        indicators.indicator_detail,
        name="indicator_detail",
    ),
    path(
        "unicef/indicators/<int:indicator_id>/events/",
        indicators.indicator_events,
        name="indicator_events",
    ),
    path(
        "unicef/indicators/<int:indicator_id>/people/",
        indicators.indicator_people,
        name="indicator_people",
    ),
    path("unicef/projects/<int:project_id>/setup/", setup.setup, name="setup"),
    path(
        "unicef/projects/<int:project_id>/document/",
        setup.document_update,
        name="document_update",
    ),
    path(
        "unicef/projects/<int:project_id>/outputs/add/", setup.output_create, name="output_create"
    ),
    path("unicef/outputs/<int:output_id>/edit/", setup.output_update, name="output_update"),
    path(
        "unicef/outputs/<int:output_id>/indicators/add/",
        setup.indicator_create,
        name="indicator_create",
    ),
    path(
        "unicef/indicators/<int:indicator_id>/edit/",
        setup.indicator_update,
        name="indicator_update",
    ),
    path(
        "unicef/projects/<int:project_id>/dimensions/add/",
        setup.dimension_create,
        name="dimension_create",
    ),
    path(
        "unicef/dimensions/<int:dimension_id>/edit/",
        setup.dimension_update,
        name="dimension_update",
    ),
    path(
        "unicef/projects/<int:project_id>/periods/add/", setup.period_create, name="period_create"
    ),
    path("unicef/periods/<int:period_id>/edit/", setup.period_update, name="period_update"),
    re_path(
        r"^unicef/(?P<kind>output|indicator|dimension|reportingperiod)/(?P<row_id>\d{1,18})/delete/$",
        setup.setup_delete,
        name="setup_delete",
    ),
    path(
        "unicef/stub/m/<int:report_id>/<int:indicator_id>/", projects.project, name="manual_figures"
    ),
]
