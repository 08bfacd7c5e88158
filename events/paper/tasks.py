"""The attendance list as a file: made in the request, or by the worker where it is long."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from background.made_files import MadeFile, makes_file
from background.reasons import NO_LONGER, CannotBeDone
from events.models import Event
from events.models.access import READ, EventAccess
from events.paper.services import number_lines
from events.paper.sheet import FULL, check_takes_place, write_sheet
from shkej.lib.bilingual import reading
from shkej.lib.file_names import file_name

AT_ONCE = 80  # lines, which are written in about a second
CHANGED = gettext_noop("The register has changed since. Ask for the list again.")


@makes_file(_("Attendance list to print"))
def attendance_list(user, event_id, choices, address):
    """Number the lines of an event and write the list as `choices`, of `SheetForm`, say.

    `address`: of the register, for the QR code.
    """
    event = Event.objects.visible_to(user, READ).filter(pk=event_id).first()
    with_ages = choices.get("with_ages", False)
    sees_names = event is not None and EventAccess(user, event).sees_names
    if event is None or not sees_names and (with_ages or choices["names"] == FULL):
        raise CannotBeDone(NO_LONGER)
    try:
        check_takes_place(event)
        places = number_lines(event=event)
        content = write_sheet(
            event=event,
            places=places,
            names=choices["names"],
            with_ages=with_ages,
            blank=choices["blank"],
            address=address,
            printed_by=str(user),
        )
    except ValidationError as refusal:  # looked at before it was asked for
        raise CannotBeDone(CHANGED) from refusal
    word = pgettext_lazy("name of a file", "attendance-list")
    name = file_name(word, event.local_date.isoformat(), language=reading())
    logged = {
        "people": [place.participant_id for place in places],
        "names": choices["names"],
        "ages": with_ages,
    }
    return MadeFile(f"{name}.pdf", content, "application/pdf", logged)
