"""Files with names: locked, made by the worker, opened by what is shown once, handed out to one.

What opens one is kept nowhere readable: encrypted in the task and, until it was shown, in the
session of whoever asked.
"""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.translation import gettext as _

from accounts.access import access_table, naming
from accounts.encryption import decrypt, encrypt
from accounts.models.access_log import Action
from accounts.reading.limits import ENOUGH_EXPORTED, may_export_people
from background.locked_files import locked, new_password
from background.made_files import MadeFile, made_file
from background.sending import file_answer
from background.services import start_task

PASSWORDS = "export_passwords"  # noqa: S105 - of the session: {task: what opens its file}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def order_locked(request, file_task, *args, url):
    """Have `file_task` make a file of `args` and of an encrypted password; lead to that password.

    `url`: from the key of the task to the address of its file.
    """
    encrypted = encrypt(new_password())
    started = start_task(file_task, *args, encrypted, started_by=request.user, url=url)
    waiting = request.session.get(PASSWORDS, {})
    request.session[PASSWORDS] = {**waiting, str(started.result_id): encrypted}
    return redirect("background:password", started.result_id)


def may_take(user, started):
    """Whether a task makes a file with names that `user` may, still, take away."""
    route = access_table()["routes"][resolve(started.url).view_name]
    return route["permission"] in naming() and user.has_perm(route["permission"])


def show_once(request, started):
    """What opens the file of a task, the first time that it is asked for; None afterwards."""
    passwords = request.session.get(PASSWORDS, {})
    encrypted = passwords.pop(str(started.result_id), None)
    request.session[PASSWORDS] = passwords
    return decrypt(encrypted) if encrypted else None


def locked_workbook(name, content, encrypted, **logged):
    """A workbook with names, locked with the password in `encrypted`, as a task returns it."""
    logged |= {"names": "full", "format": "xlsx"}
    return MadeFile(name, locked(content, decrypt(encrypted)), XLSX, logged)


@transaction.atomic
def hand_out(request, started, *, target, again):
    """Hand a file out to whoever had it made; the line in the log says whom it names.

    `target`: from what is logged of the file to what it is about, which is then no detail of the
    line; `again`: the address at which it is asked for anew.
    """
    made = made_file(started)
    if made is None:
        messages.info(request, _("That file is no longer kept: have it made again."))
        return redirect(again)
    if not may_export_people(request):
        messages.error(request, ENOUGH_EXPORTED)
        return redirect(again)
    logged = dict(made.logged)
    request.log(Action.EXPORT_PEOPLE, target(logged), people=made.people, **logged)
    return file_answer(made)
