"""Routes of the reports to UNICEF."""

from django.urls import path

from reports.unicef.files import views as files
from reports.unicef.pages import indicators, projects, reports
from reports.unicef.setup import urls as setup
from reports.unicef.typed import views as typed

urlpatterns = [
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
    path(
        "unicef/reports/<int:report_id>/download/<slug:kind>/",
        files.report_download,
        name="report_download",
    ),
    path(
        "unicef/reports/<int:report_id>/typed/<int:indicator_id>/",
        typed.manual_figures,
        name="manual_figures",
    ),
    path(
        "unicef/reports/<int:report_id>/sources/<int:source_id>/",
        typed.manual_source,
        name="manual_source",
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
    *setup.urlpatterns,
]
