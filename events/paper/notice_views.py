"""The notice to families, to read and for the wall of a centre; the form on which they agree."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from events.models import Centre
from events.paper.consent_paper import has_texts, write_consent_form
from events.paper.notices import contact_of, sections, version_in_words, write_notice
from shkej.lib import pdf
from shkej.lib.queries.ordering import in_shown_order


def privacy_notice(request):
    """What is kept of people, and how to ask about it at each centre."""
    return _show(request, in_shown_order(Centre.objects.all()))


def privacy_notice_of(request, centre_id):
    """The same, with how to reach one centre."""
    return _show(request, [get_object_or_404(Centre, pk=centre_id)])


def _show(request, centres):
    context = {
        "sections": sections(),
        "version": version_in_words(),
        "centres": [(centre, contact_of(centre)) for centre in centres],
    }
    return render(request, "events/paper/privacy_notice.html", context)


def notice_to_print(request, centre_id):
    """The notice of a centre as a PDF in both languages."""
    centres = Centre.objects.visible_to(request.user, request.permission)
    centre = get_object_or_404(centres, pk=centre_id)
    try:
        content = write_notice(centre)
    except pdf.PdfUnavailable:
        messages.error(request, _("This machine cannot make PDFs. Print the page instead."))
        return redirect("privacy_notice_of", centre.pk)
    return _file(content, f"notice-{centre.code}.pdf")


def consent_form_to_print(request, centre_id):
    """The blank consent form of a centre as a PDF in both languages."""
    centres = Centre.objects.visible_to(request.user, request.permission)
    centre = get_object_or_404(centres, pk=centre_id)
    if not has_texts():
        messages.error(request, _("No consent text is published yet: there is nothing to sign."))
        return redirect("participants:consent_text_list")
    try:
        content = write_consent_form(centre)
    except pdf.PdfUnavailable:
        messages.error(request, _("This machine cannot make PDFs. Ask the administration."))
        return redirect("participants:consent_text_list")
    return _file(content, f"consent-{centre.code}.pdf")


def _file(content, name):
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
