"""What people search for, kept in the session: addresses carry a token, never a name.

An address is written down by proxies, browsers and histories. Whoever searches sends the words by
POST and is led to the same page with `?find=<token>`, with which Back, pages and orders work on.
"""

import secrets
from urllib.parse import urlencode

PARAMETER, KEPT = "find", "searches"
MOST = 60  # of one session; the oldest goes first
LONGEST = 201  # one sign more than a search takes: so it still says that this is too long


def keep_search(request, words):
    """Keep `words` for this session; returns the token, the same one for the same words."""
    words, kept = words[:LONGEST], dict(request.session.get(KEPT, []))
    token = next((token for token, known in kept.items() if known == words), None)
    kept.pop(token, None)
    token = token or secrets.token_urlsafe(9)
    request.session[KEPT] = [*kept.items(), (token, words)][-MOST:]
    return token


def searched(request):
    """The words that this address searches for; "" where it searches for nothing any more."""
    return dict(request.session.get(KEPT, [])).get(request.GET.get(PARAMETER, ""), "")


def question_of(request):
    """What a list is asked for: what the address says, and as `q` the words that it stands for."""
    asked = request.GET.copy()
    asked["q"] = searched(request)
    return asked


def address_with(request, page, words, **others):
    """The address of `page` (a path) that searches for `words`; `others`: more that it says."""
    query = {name: text for name, text in others.items() if text}
    if words:
        query[PARAMETER] = keep_search(request, words)
    return f"{page}?{urlencode(query, doseq=True)}" if query else page


def forget_searches(request):
    """Nobody else finds out from this session what was searched for before."""
    request.session.pop(KEPT, None)
