"""What lines of the access log may say to whoever reads them on a page about a person."""

from django.apps import apps

EVENT, READ = "events.Event", "participants.view_participant"


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
