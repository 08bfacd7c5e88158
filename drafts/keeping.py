"""Keeping what was typed, within limits, and forgetting it: the one store of all of it.

Whoever could not do a form has it kept here: one without a session, with an old token, in the name
of somebody else, sent to a closed screen, sent twice with other words, or still being typed.
"""

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.addresses import page_of
from accounts.locking.session import is_handed_over
from accounts.models import User
from drafts.marks import AGAIN, LONGEST, Mark
from drafts.models import KeptForm
from drafts.typed import may_be_kept, opens, own_path, typed_fields, without_secrets

PARAMETER = "kept"  # in an address: the number of the form that the page shows filled in
AT_DOOR = "kept_at_door"  # in the session: the number of the form just kept there
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
    )
    return noted_at_door(request, kept)


def noted_at_door(request, kept):
    """`kept`; at a handed over device the page that follows shows it, and no other."""
    if kept is not None and is_handed_over(request):
        request.session[AT_DOOR] = kept.pk
    return kept


def keep_put_off(request):
    """Keep what was sent to a closed screen, for the user of its session; whether that was done.

    A page that is older than our marks, or was written without one, gets one now.
    """
    mark = request.form_mark or Mark.of(request.user)
    return keep(request, mark) is not None


def keep_draft(request, mark):
    """Keep what stands in a form whose page says in the address which one it is."""
    page, action = (own_path(request.GET.get(name, "")) for name in ("page", "action"))
    if (page := nearest_page(page)) is None:
        return None
    return keep_fields(
        user_id=mark.user_id,
        key=mark.key,
        action=action,
        page=page,
        fields=typed_fields(request.POST),
        is_draft=True,
    )


def names_of_files(request):
    """[(field, name)] of the files that came along; they themselves are not kept."""
    return [(field, one.name) for field, uploads in request.FILES.lists() for one in uploads]


@transaction.atomic
def keep_fields(*, user_id, key, action, page, fields, files=(), is_draft=False):
    """Keep fields under the key of their form; None where there are none, too long or secret ones.

    Whoever calls: nothing goes into the database but through here.
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
    if kept is None:
        if not _make_room(user):
            return None
        kept = KeptForm(user=user, key=key)
    kept.path, kept.is_draft = urlsplit(action).path[:500], is_draft
    kept.write(page=own_path(page), action=own_path(action), fields=fields, files=files)
    kept.save()
    return kept


def _make_room(user):
    """Let the oldest go; False where all of them are new: so fast nobody types."""
    rows = KeptForm.objects.filter(user=user).order_by("updated_at", "pk")
    too_many = rows.count() - MOST_FORMS + 1
    if too_many <= 0:
        return True
    oldest = list(rows[:too_many])
    if oldest[-1].updated_at > timezone.now() - AT_ONCE:
        return False
    rows.filter(pk__in=[row.pk for row in oldest]).delete()
    return True


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
