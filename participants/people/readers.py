"""Who looked at one person."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import AccessLog
from participants.consents.received import about
from participants.lib.log_lines import without_registers_kept_back
from participants.models import Participant
from shkej.lib.pages import page_of

PER_PAGE = 50


def participant_readers(request, participant_id):
    """Every line of the access log in which this person was opened or was on a list."""
    people = Participant.objects.visible_to(request.user, request.permission)
    person = get_object_or_404(people, pk=participant_id)
    request.shows(person)
    page = page_of(
        request, AccessLog.objects.filter(about(person.pk)).select_related("user"), PER_PAGE
    )
    page.object_list = without_registers_kept_back(request, page.object_list)
    context = {
        "participant": person,
        "list_title": _("Who looked at this person"),
        "listed": page,
        "page_obj": page,
    }
    return render(request, "participants/people/participant_readers.html", context)
