"""The pages of help, for everybody: also for who cannot sign in."""

from django.http import Http404
from django.shortcuts import render

from accounts.models import Role
from shkej.help.guides import AUDIENCES, found_by, pages
from shkej.lib.albanian import terms

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
    """All pages by whom they are for, the reader's own first; or those that a search found."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    words = terms(query)
    context = {
        "query": query,
        "found": [(page, page.excerpt(words)) for page in found_by(query)],
        "audiences": [
            (label, [page for page in pages().values() if key in page.audiences])
            for key, label in _audiences(request.user)
        ],
    }
    return _render(request, "help/contents.html", context)


def page(request, slug):
    """One page, and what else there is for the same readers."""
    asked = pages().get(slug)
    if asked is None:
        raise Http404
    return _render(request, "help/page.html", {"page": asked})


def _audiences(user):
    """The keys and labels of AUDIENCES, with those of the reader's roles first."""
    own = [key for role in OF_ROLE if role in _roles(user) for key in OF_ROLE[role]]
    return [(key, AUDIENCES[key]) for key in dict.fromkeys([*own, *AUDIENCES])]


def _roles(user):
    return user.roles if user.is_authenticated else set()


def _render(request, template, context):
    frame = "base.html" if request.user.is_authenticated else "base_entrance.html"
    return render(request, template, {"frame": frame, **context})
