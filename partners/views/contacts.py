"""The page on which somebody of an organisation confirms its new contact address."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from partners.contacts.services import (
    confirm_contact,
    end_waiting_contact,
    read_refusal_token,
    read_token,
    refuse_contact,
)
from partners.models import Organisation
from shkej.lib.refusals import tell


def contact_confirm(request, token):
    """Ask, then send the organisation's mail there; whoever has the link gets mail there."""
    page = "partners/contact_confirm.html"
    return _decide(request, read_token(token), decide=confirm_contact, page=page)


def contact_refuse(request, token):
    """Ask, then leave the address as it is; whoever has the link reads the mail so far.

    Once it was confirmed or ended the page says so: whoever took the mail over confirms at once,
    and this link is then the only thing by which the office can say that it was not them.
    """
    page = "partners/contact_refuse.html"
    return _decide(request, read_refusal_token(token), decide=refuse_contact, page=page)


def _decide(request, new, *, decide, page):
    """Show what a link in a mail is for, and do it once the form on the page was sent."""
    if new is None:
        raise Http404
    is_done = False
    if request.method == "POST":
        try:
            decide(new=new, log=request.log)
        except ValidationError as refusal:
            tell(request, refusal)
        else:
            is_done = True
    response = render(request, page, {"new": new, "is_done": is_done})
    response["X-Robots-Tag"] = "noindex"
    return response


def contact_keep(request, organisation_id):
    """Wait no longer for a new address to be confirmed."""
    rows = Organisation.objects.visible_to(request.user, request.permission)
    organisation = get_object_or_404(rows, pk=organisation_id)
    with transaction.atomic():
        end_waiting_contact(organisation=organisation, ended_by=request.user, log=request.log)
    messages.success(request, _("The address stays as it was: the link in the mail is dead."))
    return redirect("partners:organisation_detail", organisation.pk)
