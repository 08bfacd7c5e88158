"""Routes of `backups`; accounts/access.toml says who may use each."""

from django.urls import path

from backups import views
from backups.exporting import views as exporting

app_name = "backups"
urlpatterns = [
    path("", views.backup_list, name="backup_list"),
    path("export/", exporting.export, name="export"),
    path("export/<uuid:task_id>/", exporting.export_made, name="export_made"),
    path("export/<uuid:task_id>/file/", exporting.export_take, name="export_take"),
]
