"""Routes of `reports`; who may use each stands in accounts/access.toml."""

from django.urls import path

from reports.attendance import behind, download
from reports.attendance import views as attendance
from reports.partners import views as partners
from reports.prp import views as prp
from reports.stories import views as stories
from reports.unicef.files import views as files
from reports.unicef.pages import indicators, projects, reports
from reports.unicef.setup import urls as setup_urls

app_name = "reports"
urlpatterns = [
    path("", attendance.attendance, name="attendance"),
    path("events/", behind.events, name="events"),
    path("people/", behind.people, name="people"),
    path("download/", download.download, name="download"),
    path("stories/<int:event_id>/", stories.story, name="story"),
    path("partner/<int:organisation_id>/", partners.partner_figures, name="partner_figures"),
    path(
        "partner/<int:organisation_id>/download/<slug:kind>/",
        partners.partner_figures_export,
        name="partner_figures_export",
    ),
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
    *setup_urls.urlpatterns,
]
