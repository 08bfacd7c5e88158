"""Saving a form once: sent again, at any later time, it leads to what it made."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from drafts.form_marks import AGAIN, FormMark, new_key
from drafts.keeping import filled_address, keep, page_with_form
from drafts.kinds import SENDS
from drafts.models import FormKey
from drafts.typed import typed_fields

SAME_BODY = timedelta(days=7)
OLDEST = timedelta(days=30)  # of a form that still makes something
KEPT = timedelta(days=90)  # keys; longer than any form that has one can still be sent


class SentBefore(Exception):
    """The form was saved already; `row`: by which key."""

    def __init__(self, row):
        self.row = row


def once(request, mark, view):
    """Answer by `view`, unless this form was saved before: then lead to what it made.

    The key is written in the same transaction as the work, before it: of two presses at a time the
    second waits for the first. A refused form leaves no key. A form of a page that is older than
    the keys are kept makes nothing: it is shown again, to be saved by whoever looks at it.
    """
    if mark.age > OLDEST:
        return _show_again(request)
    digest = body_hash(request)
    try:
        with transaction.atomic():
            row = _write_key(request, mark, digest)
            response = view()
            if is_done(request, response):
                row.led_to = response.url[:1000]
                row.save(update_fields=["led_to", "updated_at"])
            else:
                row.delete()
        return response
    except SentBefore as before:
        return _lead_there(request, mark, before.row, digest)


def is_done(request, response):
    """Whether a form was saved: its answer leads on, and says nothing of an error."""
    if response.status_code not in (302, 303):
        return False
    queued = getattr(get_messages(request), "_queued_messages", [])
    return not any(message.level >= messages.ERROR for message in queued)


def body_hash(request):
    """Keyed hash of what was sent, with the names and sizes of files."""
    files = [
        (name, f"{upload.name} {upload.size}")
        for name, uploads in request.FILES.lists()
        for upload in uploads
    ]
    sent = repr(sorted([*typed_fields(request.POST), *files]))
    return salted_hmac("drafts.body", sent, algorithm="sha256").hexdigest()


def forget_keys():
    """Delete the keys of forms that could not make anything any more, were they sent again.

    A form is done for 30 days after its page was made. What was kept of it lives 7 days more and
    brings its key along with a new date; so also somebody who takes it up again is long past.
    """
    FormKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()


def _show_again(request):
    kept = keep(request, FormMark.of(request.user))
    if kept is None:
        messages.error(request, _("This page is too old. Open it again."))
        return redirect(page_with_form(request))
    messages.warning(
        request,
        _("This page was opened more than 30 days ago. Look whether you saved this already."),
    )
    return redirect(filled_address(kept))


def _write_key(request, mark, digest):
    known = FormKey.objects.filter(user_id=mark.user_id, path=request.path[:500])
    try:
        with transaction.atomic():
            row = FormKey.objects.create(
                user_id=mark.user_id, key=mark.key, path=request.path[:500], body_hash=digest
            )
    except IntegrityError:
        if row := known.filter(key=mark.key).first():
            raise SentBefore(row) from None
        raise
    if request.resolver_match.view_name in SENDS:
        return row
    since = timezone.now() - SAME_BODY
    same = known.filter(body_hash=digest, created_at__gte=since).exclude(pk=row.pk)
    if AGAIN not in request.POST and (earlier := same.order_by("-pk").first()):
        raise SentBefore(earlier)
    return row


def _lead_there(request, mark, row, digest):
    """To what the form made; where something else was typed since, to the form with that."""
    if row.key == mark.key and row.body_hash == digest:
        messages.info(request, _("This was saved already. Nothing was added a second time."))
        return redirect(row.led_to)
    kept = keep(request, mark, key=new_key())
    if kept is None:
        messages.info(request, _("This was saved already. Nothing was added a second time."))
        return redirect(row.led_to)
    if row.body_hash == digest:
        messages.info(
            request,
            _("You saved exactly this already: here it is. Nothing was added a second time."),
            extra_tags=f"another:{filled_address(kept)}&{AGAIN}=on",
        )
        return redirect(row.led_to)
    messages.warning(
        request,
        _("You saved this form already. What you typed since is here and not yet saved."),
        extra_tags=f"saved:{row.led_to}",
    )
    return redirect(f"{filled_address(kept)}&{AGAIN}=on")
