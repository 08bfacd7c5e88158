"""Routes of the list on paper and the files of an event."""

from django.urls import path

from events.paper import notice_views as notices
from events.paper import views as paper
from events.paper.files import views as attachments

urlpatterns = [
    path("<int:event_id>/register/sheet/", paper.sheet, name="sheet"),
    path("<int:event_id>/register/typing/", paper.typing, name="typing"),
    path("centres/<int:centre_id>/notice/", notices.notice_to_print, name="notice_to_print"),
    path(
        "centres/<int:centre_id>/consent-form/",
        notices.consent_form_to_print,
        name="consent_form_to_print",
    ),
    path("<int:event_id>/files/add/", attachments.attachment_create, name="attachment_create"),
    path("<int:event_id>/files/<int:attachment_id>/", attachments.attachment, name="attachment"),
    path(
        "<int:event_id>/files/<int:attachment_id>/delete/",
        attachments.attachment_delete,
        name="attachment_delete",
    ),
]
