"""A file on its way to whoever asked for it: made at once, or by the worker where it is large.

What the worker made goes through the view that would make it at once: the same permissions are
asked and the same line is logged, at the moment of the download.
"""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from accounts.reading.limits import MOST_FIGURES, may_export_figures
from background.made_files import made_file
from background.models import StartedTask
from background.services import start_task

TASK = "task"  # the key in an address


def send_file(
    request, file_task, *args, target, is_large, action=Action.EXPORT, asked=None, limit=None
):
    """Send the file that `file_task` makes of `args`, and log it as being about `target`.

    A large one is made by the worker: the answer leads to the page of that task, and from there
    back to this address with `?task=`. `asked`: {field: value} of a form that was posted, which
    then stands in that address. `limit`: whether the user may take one more today, and the answer
    where not; files of figures have theirs.
    """
    if action == Action.EXPORT:
        limit = may_export_figures, _refuse
    may_take, refuse = limit or (None, None)
    if may_take and not may_take(request):
        return refuse(request)  # before anything is made
    key = request.GET.get(TASK)
    if key:
        made = _made_by_task(request.user, file_task, args, key)
        if made is None:
            messages.info(request, _("That file is no longer kept: it is made again."))
            return redirect(_address(request))
    elif is_large:
        started = start_task(
            file_task,
            *args,
            started_by=request.user,
            url=lambda key: _address(request, **(asked or {}), **{TASK: key}),
        )
        return redirect("background:task", started.result_id)
    else:
        made = file_task.func.make(request.user, *args)
    with transaction.atomic():
        # Of two files at once, both made by now, the second counts the first.
        if may_take and not may_take(request):
            return refuse(request)
        request.log(action, target, **made.logged)
    return file_answer(made)


def file_answer(made):
    """The answer that saves a `MadeFile` on the reader's device, and is kept nowhere between."""
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = content_disposition_header(True, made.name)
    response["Cache-Control"] = "no-store"
    return response


def _refuse(request):
    words = _(
        "At most %(number)s files of figures can be taken within a day. The coordinators were "
        "told. Go on tomorrow."
    )
    messages.error(request, words % {"number": MOST_FIGURES})
    return redirect("home")


def _made_by_task(user, file_task, args, key):
    """What a task of this user made of these very arguments, or None."""
    rows = StartedTask.objects.visible_to(user).select_related("result")
    found = rows.filter(
        result_id=key if _is_uuid(key) else None,
        result__task_path=file_task.module_path,
    ).first()
    if found is None or found.result.args_kwargs["args"] != list(args):
        return None
    return made_file(found)


def _address(request, **more):
    """This address without the task it names, and with `more`."""
    query = {name: value for name, value in request.GET.items() if name != TASK} | more
    return f"{request.path}?{urlencode(query)}"


def _is_uuid(text):
    try:
        UUID(text)
    except ValueError:
        return False
    return True
