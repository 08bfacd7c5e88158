"""A form that was refused by an answer that does not show it again: what was typed stays.

A view shows a form that it refuses with everything in it. Some cannot: what it is about is settled,
frozen or gone meanwhile, so they lead elsewhere and say why, or answer that it is not there.
"""

from urllib.parse import urlsplit

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drafts.keeping import filled_address, keep
from drafts.kinds import PRESSED, REGISTER
from drafts.typed import in_words, typed_fields

FORBIDDEN = 403
GONE = {FORBIDDEN, 404, 410}
# What a page carries along in its forms: nobody typed it.
CARRIED = frozenset(
    "act asked decision form_key next participant rows seen seen_at telling ticket upload".split()
)


def leads_away(response):
    """Whether an answer is another page, or none."""
    return response.status_code in (302, 303) or response.status_code in GONE


def has_typed(request):
    """Whether something would be lost: of the many presses of a register, words alone."""
    route = request.resolver_match.view_name
    fields = [(name, value) for name, value in typed_fields(request.POST) if name not in CARRIED]
    if route in PRESSED:
        return False
    return in_words(fields) != [] if route in REGISTER else any(value for _name, value in fields)


def keep_refused(request, mark, response):
    """Keep it, and lead to it where the answer leads to its page; else say where it is."""
    if (kept := keep(request, mark)) is None:
        return response
    if response.status_code in GONE:
        context = {
            "kept": kept,
            "texts": in_words(kept.typed["fields"]),
            "is_forbidden": response.status_code == FORBIDDEN,
        }
        return render(request, "drafts/kept_form.html", context, status=response.status_code)
    page = urlsplit(response.url)
    if page.path == urlsplit(kept.typed["page"]).path and not page.query:
        return redirect(filled_address(kept))
    messages.warning(
        request,
        _("What you typed was not saved. It is kept for you for seven days."),
        extra_tags=f"kept:{filled_address(kept)}",
    )
    return response
