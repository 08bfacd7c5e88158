"""What readers from outside read: people reached in quarters that are over, small counts hidden."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from background.made_files import MadeFile, makes_file
from background.reasons import NO_LONGER, CannotBeDone
from background.sending import send_file
from reports.exporters.writing import CONTENT_TYPES, write
from reports.observers.document import disclosed_document, open_words
from reports.observers.figures import PERMISSION, figures_of, quarters_of
from reports.partners.document import hiding_rule
from shkej.lib.bilingual import reading
from shkej.lib.pages import page_of

PER_PAGE = 4  # quarters of a centre, each with queries of its own
FORMATS = ("csv", "xlsx")
AT_ONCE = 12


def disclosed_figures(request):
    """One fixed list of quarters, each with its table; nothing to filter by."""
    page = page_of(request, quarters_of(request.user), PER_PAGE)
    context = {
        "list_title": _("People reached in each quarter"),
        "listed": page,
        "page_obj": page,
        "figures": figures_of(list(page)),
        "hiding_rule": hiding_rule(),
        "open_words": open_words(),
        "formats": FORMATS,
    }
    return render(request, "reports/observers/disclosed_figures.html", context)


def disclosed_figures_export(request, kind):
    """Send the same figures of all quarters, or have a large file made; a line in the log."""
    if kind not in FORMATS:
        raise Http404
    is_large = len(quarters_of(request.user)) > AT_ONCE
    return send_file(request, told_file, kind, reading(), target=None, is_large=is_large)


@makes_file(gettext_lazy("People reached in each quarter as a file"))
def told_file(user, kind, language):
    """Write the figures of all quarters, as far as `user` reads them now."""
    if not user.has_perm(PERMISSION):
        raise CannotBeDone(NO_LONGER)
    figures = figures_of(quarters_of(user))
    with override(language):
        document = disclosed_document(figures, language)
        name, content = write([document], kind, pgettext_lazy("name of a file", "figures"))
    logged = {"report": "told_figures", "format": kind, "language": language}
    return MadeFile(name, content, CONTENT_TYPES[kind], logged)
