"""Routes of the import."""

from django.urls import path

from events.importing import views as imports
from events.importing.downloads import views as downloads
from events.importing.undoing import views as undoing

urlpatterns = [
    path("import/", imports.import_file, name="import"),
    path("import/answer/", imports.answer, name="import_answer"),
    path("import/apply/", imports.apply, name="import_apply"),
    path("import/<uuid:task_id>/", imports.outcome, name="import_outcome"),
    path("import/discard/", imports.discard, name="import_discard"),
    path("import/<int:import_id>/undo/", undoing.undo, name="import_undo"),
    path("import/template/", downloads.template, name="import_template"),
    path("<int:event_id>/register/download/", downloads.download, name="register_download"),
    path("register/download/<uuid:task_id>/file/", downloads.file, name="register_download_file"),
]
