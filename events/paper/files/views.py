"""Files of an event: attaching one, opening it, deleting it."""

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from events.models import Attachment
from events.paper.files.forms import AttachmentForm
from events.paper.files.services import attach_file, delete_attachment, is_hidden
from events.register.lookups import event_for
from shkej.lib.refusals import tell_at
from shkej.lib.uploads.reading import CONTENT_TYPES


def attachment_create(request, event_id):
    """Attach a file to an event."""
    event = event_for(request, event_id)
    is_sent = request.method == "POST"
    form = AttachmentForm(request.POST, request.FILES) if is_sent else AttachmentForm()
    if is_sent and form.is_valid():
        try:
            attach_file(event=event, added_by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(request, _("The file was attached."))
            return redirect("events:event_detail", event.pk)
    return render(
        request, "events/paper/files/attachment_form.html", {"event": event, "form": form}
    )


@csp({"default-src": [NONE], "sandbox": True})
def attachment(request, event_id, attachment_id):
    """Send the file to be kept on the reader's device: it never opens as a page of ours."""
    file = _file_for(request, event_id, attachment_id, "events.view_attachment")
    if is_hidden(file):
        raise Http404
    try:
        content = file.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    request.log(Action.VIEW_FILE, file.event, kind=file.kind)
    ending = file.original_name.rpartition(".")[2]
    response = FileResponse(
        content,
        as_attachment=True,
        filename=file.original_name,
        content_type=CONTENT_TYPES.get(ending, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def attachment_delete(request, event_id, attachment_id):
    """Ask, then delete a file; the history keeps that it was there."""
    file = _file_for(request, event_id, attachment_id, "events.delete_attachment")
    if request.method == "POST":
        delete_attachment(attachment=file, deleted_by=request.user)
        messages.success(request, _("The file was deleted."))
        return redirect("events:event_detail", event_id)
    context = {"event": file.event, "attachment": file}
    return render(request, "events/paper/files/attachment_confirm_delete.html", context)


def _file_for(request, event_id, attachment_id, permission):
    files = Attachment.objects.visible_to(request.user, permission).select_related("event")
    return get_object_or_404(files, pk=attachment_id, event=event_id)
