"""What partner organisations read: the figures of events they took part in, small counts hidden."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from background.made_files import MadeFile, makes_file
from background.reasons import NO_LONGER, CannotBeDone
from background.sending import send_file
from partners.models import Organisation
from reports.exporters.writing import CONTENT_TYPES, write
from reports.partners.document import hiding_rule, open_words, partner_document
from reports.partners.figures import PERMISSION, events_of, figures_of
from shkej.lib.bilingual import reading
from shkej.lib.pages import page_of

PER_PAGE = 20
FORMATS = ("csv", "xlsx")
AT_ONCE = 1000  # events whose figures are written in about a second


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
    """Send the same figures of all events, or have a large file made; leaves a line in the log."""
    organisation = _own_organisation(request.user, organisation_id)
    if kind not in FORMATS:
        raise Http404
    return send_file(
        request,
        partner_file,
        organisation_id,
        kind,
        reading(),
        target=organisation,
        is_large=events_of(organisation, request.user).count() > AT_ONCE,
    )


@makes_file(gettext_lazy("Figures of our events as a file"))
def partner_file(user, organisation_id, kind, language):
    """Write the figures of all events of an organisation, as far as `user` reads them now."""
    own = Organisation.objects.visible_to(user, PERMISSION).filter(pk=organisation_id).first()
    if own is None:
        raise CannotBeDone(NO_LONGER)
    figures = figures_of(list(events_of(own, user)))
    with override(language):
        document = partner_document(own, figures, language)
        name, content = write([document], kind, pgettext_lazy("name of a file", "figures"))
    logged = {
        "report": "partner_figures",
        "format": kind,
        "language": language,
        "events": len(figures),
    }
    return MadeFile(name, content, CONTENT_TYPES[kind], logged)


def _own_organisation(user, organisation_id):
    """The organisation, if `user` is its partner; for others it does not exist."""
    return get_object_or_404(Organisation.objects.visible_to(user, PERMISSION), pk=organisation_id)
