"""Keeping what was typed, within limits, and forgetting it: the one store of all of it.

Whoever could not do a form has it kept here: one without a session, with an old token, in the name
of somebody else, sent to a closed screen, sent twice with other words, or still being typed.
"""

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.addresses import page_of
from accounts.locking.session import is_handed_over
from accounts.models import User
from drafts.form_marks import AGAIN, LONGEST, FormMark
from drafts.models import KeptForm
from drafts.typed import may_be_kept, opens, own_path, typed_fields, without_secrets

PARAMETER = "kept"  # in an address: the number of the form that the page shows filled in
AT_DOOR = "kept_at_door"  # in the session: the number of the form just kept there
LIST = reverse_lazy("drafts:kept_forms")
MOST_FORMS = 20  # of one user
MOST_SIGNS = 200_000  # of one form
AT_ONCE = timedelta(hours=1)  # as many new ones as may be kept at all


def keep(request, mark, *, key=None):
    """Keep what this request sends, for whoever its page was made for; None where it may not be.

    Nobody's right is asked for here: the form is only shown again, to that user, whose rights are
    asked for when they send it.
    """
    if not mark.is_fresh:
        return None
    kept = keep_fields(
        user_id=mark.user_id,
        key=key or mark.key,
        action=request.get_full_path(),
        page=page_with_form(request),
        fields=typed_fields(request.POST),
        files=names_of_files(request),
        is_own=_is_own(request, mark),
    )
    if kept is None and _is_full(mark.user_id):
        messages.warning(request, _no_room())
    return noted_at_door(request, told_what_went(request, kept))


def _is_own(request, mark):
    """Whether the form's user sends it, and nobody who only has the page in hand."""
    return request.user.pk == mark.user_id and not is_handed_over(request)


def told_what_went(request, kept):
    """`kept`; its user hears of what went to make room for it."""
    if kept is not None and kept.has_displaced:
        text = ngettext(
            "%(n)s form at most waits to be saved: the oldest of yours has gone.",
            "%(n)s forms at most wait to be saved: the oldest of yours has gone.",
            MOST_FORMS,
        )
        messages.warning(request, text % {"n": MOST_FORMS}, extra_tags=f"kept:{LIST}")
    return kept


def _no_room():
    text = ngettext(
        "What you typed could not be kept: %(n)s form waits to be saved already. Go back and copy "
        "what you need.",
        "What you typed could not be kept: %(n)s forms wait to be saved already. Go back and copy "
        "what you need.",
        MOST_FORMS,
    )
    return text % {"n": MOST_FORMS}


def noted_at_door(request, kept):
    """`kept`; at a handed over device the page that follows shows it, and no other."""
    if kept is not None and is_handed_over(request):
        request.session[AT_DOOR] = kept.pk
    return kept


def keep_put_off(request):
    """Keep what was sent to a closed screen, for the user of its session; whether that was done.

    A page that is older than our marks, or was written without one, gets one now.
    """
    mark = request.form_mark or FormMark.of(request.user)
    return keep(request, mark) is not None


def keep_draft(request, mark):
    """Keep what is in a form whose page says in the address which one it is."""
    page, action = (own_path(request.GET.get(name, "")) for name in ("page", "action"))
    if (page := nearest_page(page)) is None:
        return None
    kept = keep_fields(
        user_id=mark.user_id,
        key=mark.key,
        action=action,
        page=page,
        fields=typed_fields(request.POST),
        is_draft=True,
        is_own=_is_own(request, mark),
    )
    return told_what_went(request, kept)


def names_of_files(request):
    """[(field, name)] of the files that came along; they themselves are not kept."""
    return [(field, one.name) for field, uploads in request.FILES.lists() for one in uploads]


@transaction.atomic
def keep_fields(*, user_id, key, action, page, fields, files=(), is_draft=False, is_own=False):
    """Keep fields under the key of their form; None where there are none, too long or secret ones.

    Whoever calls: nothing goes into the database but through here. `is_own`: its user is there; a
    full room then gives up its oldest form, and `has_displaced` says so. For a form that comes
    without its user none goes that is new: nobody pushes out what others typed just now.
    """
    fields = without_secrets(fields)
    if not (fields or files) or not may_be_kept(action):
        return None
    if sum(len(name) + len(value) for name, value in fields) > MOST_SIGNS:
        return None
    # One after the other for one user: so the limit holds.
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    kept = KeptForm.objects.filter(user=user, key=key).first()
    has_displaced = False
    if kept is None:
        gone = _make_room(user, is_own)
        if gone is None:
            return None
        kept, has_displaced = KeptForm(user=user, key=key), gone > 0
    kept.has_displaced = has_displaced
    kept.path, kept.is_draft = urlsplit(action).path[:500], is_draft
    kept.write(page=own_path(page), action=own_path(action), fields=fields, files=files)
    kept.save()
    return kept


def _make_room(user, is_own):
    """Let the oldest go: how many; None where they are new, and `user` is not there."""
    rows = KeptForm.objects.filter(user=user).order_by("updated_at", "pk")
    oldest = list(rows[: max(rows.count() - MOST_FORMS + 1, 0)])
    if oldest and not is_own and oldest[-1].updated_at > timezone.now() - AT_ONCE:
        return None
    rows.filter(pk__in=[row.pk for row in oldest]).delete()
    return len(oldest)


def _is_full(user_id):
    return KeptForm.objects.filter(user_id=user_id).count() >= MOST_FORMS


def page_with_form(request):
    """The address of the page that shows the form: the one that sent it, else where it goes.

    Where neither opens by itself, as an answer to a form does not, the nearest page above it.
    """
    sender, target = page_of(request), request.path
    itself = (page for page in (sender, target) if page != "/" and opens(page))
    above = (page for page in map(nearest_page, (sender, target)) if page)
    return next(itself, None) or next(above, "/")


def nearest_page(address):
    """`address` where it can be opened, else the first page above it that can; or None."""
    path = urlsplit(address).path
    if opens(address):
        return address
    while path.count("/") > 2:
        path = path[: path.rindex("/", 0, -1) + 1]
        if opens(path):
            return path
    return None


def filled_address(kept):
    """The page with the form, as it shows what was typed; else the typed texts alone."""
    page = urlsplit(kept.typed["page"])
    if page.path != "/" and not opens(page.path):
        return reverse("drafts:kept_form", args=[kept.pk])
    query = [pair for pair in parse_qsl(page.query) if pair[0] not in (PARAMETER, AGAIN)]
    return f"{page.path}?{urlencode([*query, (PARAMETER, kept.pk)])}"


def kept_for(request):
    """The form of this user that the address names; None where it is not theirs.

    At a handed over device many type in one user's name: there only what was just kept, and once.
    """
    number = request.GET.get(PARAMETER, "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    if is_handed_over(request) and request.session.pop(AT_DOOR, None) != int(number):
        return None
    kept = KeptForm.objects.visible_to(request.user).filter(pk=number).first()
    return kept if kept and kept.typed else None


def draft_for(request):
    """The newest thing that this user typed on this page and did not save, or None."""
    rows = KeptForm.objects.visible_to(request.user)
    for kept in rows[:MOST_FORMS]:
        if kept.typed and urlsplit(kept.typed["page"]).path == request.path:
            kept.address = filled_address(kept)
            return kept
    return None


def forget_kept_forms():
    """Delete what was typed more than seven days ago, and what is left of closed accounts."""
    old = Q(updated_at__lt=timezone.now() - LONGEST)
    KeptForm.objects.filter(old | Q(user__is_active=False)).delete()
