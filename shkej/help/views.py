"""The pages of help, for everybody: also for who cannot sign in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.models import Role
from shkej.help.door_card import write_door_card
from shkej.help.guides import AUDIENCES, beginnings, found_by, pages
from shkej.lib.pdf import PdfUnavailable

OF_ROLE = {
    Role.VOLUNTEER: ["door"],
    Role.STAFF: ["door", "desk"],
    Role.COORDINATOR: ["coordinator"],
    Role.PARTNER: ["partner"],
    Role.OBSERVER: ["observer"],
    Role.ADMIN: ["administrator"],
}
LONGEST = 100  # characters of a search


def contents(request):
    """All pages by whom they are for, the reader's own open; or those that a search found."""
    query = request.GET.get("q", "").strip()
    is_too_long = len(query) > LONGEST
    words = [] if is_too_long else beginnings(query)
    own = _own(request.user)
    context = {
        "query": query,
        "is_too_long": is_too_long,
        "found": [(page, page.excerpt(words)) for page in found_by(query)] if words else [],
        "own": [_group(key) for key in own],
        "others": [_group(key) for key in AUDIENCES if key not in own],
    }
    return _render(request, "help/contents.html", context)


def page(request, slug):
    """One page, and what else there is for the same readers."""
    asked = pages().get(slug)
    if asked is None:
        raise Http404
    return _render(request, "help/page.html", {"page": asked})


def door_card(request):
    """The card for whoever is at the door, as a PDF in both languages."""
    try:
        content = write_door_card()
    except PdfUnavailable:
        messages.error(request, _("This machine cannot make PDFs. Print the pages instead."))
        return redirect("help")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, "door-card.pdf")
    return response


def _own(user):
    """The keys of AUDIENCES that a reader belongs to."""
    roles = user.roles if user.is_authenticated else set()
    keys = [key for role in OF_ROLE if role in roles for key in OF_ROLE[role]]
    return list(dict.fromkeys([*keys, "everybody"]))


def _group(key):
    return key, AUDIENCES[key], [page for page in pages().values() if key in page.audiences]


def _render(request, template, context):
    frame = "base.html" if request.user.is_authenticated else "base_entrance.html"
    return render(request, template, {"frame": frame, **context})
