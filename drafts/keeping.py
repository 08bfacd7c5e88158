"""Keeping what was typed, within limits, and forgetting it."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import transaction
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.access import access_table
from accounts.addresses import page_of
from accounts.models import User
from drafts.kinds import SIGN_IN
from drafts.marks import AGAIN, FIELD, LONGEST
from drafts.models import KeptForm

PARAMETER = "kept"  # in an address: the number of the form that the page shows filled in
MOST_FORMS = 20  # of one user
MOST_SIGNS = 200_000  # of one form
AT_ONCE = timedelta(hours=1)  # as many new ones as may be kept at all
SECRET = re.compile(r"passw|secret|otp|recovery|(^|[_-])pin\d*($|[_-])", re.IGNORECASE)

NOT_TYPED = {"csrfmiddlewaretoken", FIELD, AGAIN}


def keep(request, mark, *, key=None):
    """Keep what this request sends, for whoever its page was made for; None where it may not be.

    Nobody's right is asked for here: the form is only shown again, to that user, whose rights are
    asked for when they send it.
    """
    if not (mark.is_fresh and _may_be_kept(request.resolver_match.view_name)):
        return None
    files = [upload.name for _name, uploads in request.FILES.lists() for upload in uploads]
    return keep_fields(
        user_id=mark.user_id,
        key=key or mark.key,
        action=request.get_full_path(),
        page=page_with_form(request),
        fields=typed_fields(request.POST),
        files=files,
    )


def keep_draft(request, mark):
    """Keep what stands in a form whose page says in the address which one it is."""
    page, action = (own_path(request.GET.get(name, "")) for name in ("page", "action"))
    if not (_opens(page) and _may_be_kept(_route_of(action))):
        return None
    return keep_fields(
        user_id=mark.user_id,
        key=mark.key,
        action=action,
        page=page,
        fields=typed_fields(request.POST),
        is_draft=True,
    )


def typed_fields(data):
    """What was typed, as [(name, value)]: neither tokens nor secrets."""
    return [
        (name, value)
        for name, values in data.lists()
        for value in values
        if name not in NOT_TYPED and not SECRET.search(name)
    ]


@transaction.atomic
def keep_fields(*, user_id, key, action, page, fields, files=(), is_draft=False):
    """Keep fields under the key of their form; None where there are too many or too long ones."""
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
    kept.write(page=page, action=action, fields=fields, files=files)
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


def _may_be_kept(route):
    return bool(route) and not route.startswith(SIGN_IN) and route != "accounts:open_account"


def page_with_form(request):
    """The address of the page that shows the form: the one that sent it, else where it goes."""
    sender, target = page_of(request), request.path
    return next((page for page in (sender, target) if page != "/" and _opens(page)), "/")


def _opens(page):
    """Whether an address can be opened, not only sent to."""
    return "GET" in access_table()["routes"].get(_route_of(page), {"methods": []})["methods"]


def _route_of(address):
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def own_path(address):
    """Only path and query, as they stand in an address of this site."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def filled_address(kept):
    """The page with the form, as it shows what was typed."""
    page = urlsplit(kept.typed["page"])
    query = [pair for pair in parse_qsl(page.query) if pair[0] not in (PARAMETER, AGAIN)]
    return f"{page.path}?{urlencode([*query, (PARAMETER, kept.pk)])}"


def kept_for(request):
    """The form of this user that the address names; None where it is not theirs."""
    number = request.GET.get(PARAMETER, "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
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
