"""What partner organisations read: the figures of events they took part in, small counts hidden."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models.access_log import Action
from partners.models import Organisation
from reports.exporters.writing import CONTENT_TYPES, write
from reports.partners.document import hiding_rule, open_words, partner_document
from reports.partners.figures import PERMISSION, events_of, figures_of
from shkej.lib.bilingual import reading
from shkej.lib.pages import page_of

PER_PAGE = 20
FORMATS = ("csv", "xlsx")


def partner_figures(request, organisation_id):
    """One fixed list of events, each with its table; nothing to filter by."""
    organisation = _own_organisation(request.user, organisation_id)
    page = page_of(request, events_of(organisation, request.user), PER_PAGE)
    context = {
        "organisation": organisation,
        "list_title": _("Figures of our events"),
        "listed": page,
        "page_obj": page,
        "figures": figures_of(list(page)),
        "hiding_rule": hiding_rule(),
        "open_words": open_words(),
        "formats": FORMATS,
    }
    return render(request, "reports/partners/partner_figures.html", context)


def partner_figures_export(request, organisation_id, kind):
    """The same figures of all events as a file; leaves a line in the log."""
    organisation = _own_organisation(request.user, organisation_id)
    if kind not in FORMATS:
        raise Http404
    figures = figures_of(list(events_of(organisation, request.user)))
    document = partner_document(organisation, figures, reading())
    name, content = write([document], kind, pgettext_lazy("name of a file", "figures"))
    request.log(
        Action.EXPORT,
        organisation,
        report="partner_figures",
        format=kind,
        language=document.language,
        events=len(figures),
    )
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _own_organisation(user, organisation_id):
    """The organisation, if `user` is its partner; for others it does not exist."""
    return get_object_or_404(Organisation.objects.visible_to(user, PERMISSION), pk=organisation_id)
