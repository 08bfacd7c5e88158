"""Who looked at one person."""

from django.apps import apps
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import AccessLog
from participants.models import Participant
from shkej.lib.pages import page_of

PER_PAGE = 50
EVENT, READ = "events.Event", "participants.view_participant"


def participant_readers(request, participant_id):
    """Every line of the access log in which this person was opened or stood on a list."""
    people = Participant.objects.visible_to(request.user, request.permission)
    person = get_object_or_404(people, pk=participant_id)
    request.shows(person)
    page = page_of(request, AccessLog.objects.showing(person).select_related("user"), PER_PAGE)
    page.object_list = without_registers_kept_back(request, page.object_list)
    context = {
        "participant": person,
        "list_title": _("Who looked at this person"),
        "listed": page,
        "page_obj": page,
    }
    return render(request, "participants/participant_readers.html", context)


def without_registers_kept_back(request, lines):
    """The lines; of registers that the reader may not open they do not say which it was."""
    lines = list(lines)
    registers = {int(line.object_id) for line in lines if line.object_type == EVENT}
    events = apps.get_model(EVENT).objects.visible_to(request.user, READ)
    seen = set(events.filter(pk__in=registers).values_list("pk", flat=True)) if registers else ()
    for line in lines:
        if line.object_type == EVENT and int(line.object_id) not in seen:
            line.object_type = line.object_id = ""
    return lines
