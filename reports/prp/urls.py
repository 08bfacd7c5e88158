"""Routes of UNICEF's template."""

from django.urls import path

from reports.prp import views as prp

urlpatterns = [
    path("unicef/reports/<int:report_id>/prp/", prp.prp, name="prp"),
    path("unicef/reports/<int:report_id>/prp/meanings/", prp.prp_meanings, name="prp_meanings"),
    path("unicef/reports/<int:report_id>/prp/file/", prp.prp_file, name="prp_file"),
    path(
        "unicef/reports/<int:report_id>/prp/meanings/<int:mapping_id>/forget/",
        prp.prp_forget,
        name="prp_forget",
    ),
]
