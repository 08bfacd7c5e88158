"""The backups that are known, for administrators, and the word of a holder who opened one."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from backups.forms import OpenedForm
from backups.models import Backup
from backups.standing import standing
from shkej.lib.pages import page_of

ON_A_PAGE = 50


def backup_list(request):
    """List the backups, the last first; a POST notes that one was opened."""
    form = OpenedForm(request.POST or None)
    if form.is_valid():
        form.backup.note_opened()
        messages.success(request, _("Noted: the backup can be opened."))
        return redirect("backups:backup_list")
    page = page_of(request, Backup.objects.all(), ON_A_PAGE)
    context = {
        "list_title": _("Backups"),
        "listed": page.object_list,
        "page_obj": page,
        "form": form,
        "standing": standing(),
    }
    return render(request, "backups/backup_list.html", context)
