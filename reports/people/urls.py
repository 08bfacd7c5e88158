"""Routes of the files of people."""

from django.urls import path

from reports.people import named, views

urlpatterns = [
    path("export/", views.export_people, name="export_people"),
    path("export/file/", views.export_people_file, name="export_people_file"),
    path("export/names/", named.export_names, name="export_names"),
    path("export/names/<uuid:task_id>/file/", named.export_names_file, name="export_names_file"),
]
