"""One import: what it would be to undo it, and the button that does."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.addresses import client_address
from background.services import start_task
from events.importing.undoing.naming import events_of
from events.importing.undoing.previewing import preview
from events.importing.undoing.services import undo_import
from events.importing.undoing.tasks import undo_file
from events.importing.undoing.words import undone_in_words
from events.models import Import
from shkej.lib.refusals import tell

FEW_CHANGES = 300  # so many are undone at once; more are for the worker
SHOWN_IMPORTS = 10


def undo(request, import_id):
    """Show what would go and what would stay; then undo the import."""
    imports = Import.objects.visible_to(request.user).select_related("centre", "by", "undone_by")
    imported = get_object_or_404(imports, pk=import_id)
    page = reverse("events:import_undo", args=[imported.pk])
    is_for_reader = Import.objects.undoable_by(request.user).filter(pk=imported.pk).exists()
    if request.method == "POST":
        telling = request.POST.get("telling", "")
        is_to_do = is_for_reader and imported.may_be_undone
        if is_to_do and imported.changes.count() > FEW_CHANGES:
            address = client_address(request)
            how = {"started_by": request.user, "url": page}
            started = start_task(undo_file, imported.pk, address, telling, **how)
            return redirect("background:task", started.result_id)
        was_undone = imported.undone_at is not None
        try:
            undo_import(imported=imported, by=request.user, telling=telling, log=request.log)
        except ValidationError as refusal:
            tell(request, refusal)
        else:
            if not was_undone:
                lines = preview(imported, by=request.user).lines
                messages.success(request, undone_in_words(lines))
        return redirect(page)
    context = {
        "imported": imported,
        "is_for_reader": is_for_reader,
        "preview": preview(imported, by=request.user),
    }
    return render(request, "events/importing/import_undo.html", context)


def last_imports(user):
    """The last imports into the centres where `user` may import, with the events each is about."""
    imports = list(Import.objects.visible_to(user).select_related("centre", "by")[:SHOWN_IMPORTS])
    keys = [imported.pk for imported in imports]
    own = set(Import.objects.undoable_by(user).filter(pk__in=keys).values_list("pk", flat=True))
    events = events_of(keys, reader=user)
    for imported in imports:
        imported.is_for_reader = imported.pk in own and imported.may_be_undone
        imported.shown_events = events.get(imported.pk)
    return imports
