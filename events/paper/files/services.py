"""Files of an event: taking one in, and deleting it. A refusal leaves no file behind."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.lib.locks import lock_event
from events.models import Attachment, Centre, Event, RegisterAct
from events.models.one_act import one_act
from participants.models import Consent, Participant
from shkej.lib.dates import today
from shkej.lib.uploads.reading import PICTURES, clean_name, read_upload
from shkej.lib.uploads.room import check_room_of_centre

MOST_OF_A_KIND = 20
MOST_SIGNATURES = 1000


def attach_file(
    *,
    event: Event,
    kind: str,
    upload: UploadedFile,
    added_by: User,
    signatures: int | None = None,
    shows_no_child: bool = False,
) -> Attachment:
    """Keep an uploaded file as one of `event`; ValidationError by field where it may not be kept.

    The event's row and the user's are locked while a number decides: so many of a kind for an
    event, so many files a day for a user.
    """
    stored = None
    ending, content = _read(upload, kind)
    try:
        with transaction.atomic():
            event = lock_event(event)
            User.objects.select_for_update(no_key=True).get(pk=added_by.pk)
            _check_numbers(event, kind, added_by)
            _check_room(event.centre, len(content))
            if (
                kind == Attachment.Kind.PHOTO
                and not shows_no_child
                and not photos_are_agreed(event)
            ):
                raise _no_consent()
            attachment = Attachment(
                event=event,
                kind=kind,
                signatures=signatures if kind == Attachment.Kind.SIGNED_SHEET else None,
                shows_no_child=shows_no_child and kind == Attachment.Kind.PHOTO,
                original_name=clean_name(upload.name, ending),
                added_by=added_by,
            )
            attachment.file.save(upload.name, ContentFile(content), save=False)
            stored = attachment.file.name
            attachment._history_user = added_by
            with one_act(RegisterAct.Kind.FILE, by=added_by, event=event):
                attachment.save()
    except BaseException:
        if stored:
            attachment.file.storage.delete(stored)
        raise
    return attachment


@transaction.atomic
def delete_attachment(*, attachment: Attachment, deleted_by: User) -> None:
    """Delete a file; that it was there, and who deleted it, stays in the history."""
    storage, name = attachment.file.storage, attachment.file.name
    event = lock_event(attachment.event)
    attachment._history_user = deleted_by
    with one_act(RegisterAct.Kind.FILE, by=deleted_by, event=event):
        attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def photos_are_agreed(event: Event) -> bool:
    """Whether photos that show people may be kept: each who came, by name, agreed to photographs.

    Nobody can agree for people who were counted without a name, and nobody recorded says nothing.
    """
    if event.headcounts.exists():
        return False
    came = event.registrations.active().attended().values("participant")
    people = Participant.objects.filter(pk__in=came)
    number = people.count()
    return number > 0 and people.consenting_to(Consent.Purpose.PHOTO, today()).count() == number


def shown_files(event: Event) -> list[Attachment]:
    """The files of `event`, each with `is_hidden`: a photo to which somebody no longer agrees."""
    files = list(event.attachments.select_related("added_by"))
    if any(_needs_consent(file) for file in files):
        are_agreed = photos_are_agreed(event)
        for file in files:
            file.is_hidden = _needs_consent(file) and not are_agreed
    return files


def is_hidden(attachment: Attachment) -> bool:
    """Whether the file is a photo to which somebody no longer agrees."""
    return _needs_consent(attachment) and not photos_are_agreed(attachment.event)


def _needs_consent(attachment: Attachment) -> bool:
    return attachment.kind == Attachment.Kind.PHOTO and not attachment.shows_no_child


def _read(upload: UploadedFile, kind: str) -> tuple[str, bytes]:
    try:
        ending, content = read_upload(upload)
    except ValidationError as refusal:
        raise ValidationError({"upload": refusal}) from None
    if kind == Attachment.Kind.PHOTO and ending not in PICTURES:
        raise _at("upload", _("A photo is a JPEG or PNG file. Attach a PDF as a document."), "kind")
    return ending, content


def _check_numbers(event: Event, kind: str, user: User) -> None:
    if event.attachments.filter(kind=kind).count() >= MOST_OF_A_KIND:
        raise _at(
            "upload",
            _("This event has %(n)s files of this kind already. Delete one that is not needed."),
            "too_many",
            n=MOST_OF_A_KIND,
        )
    since = timezone.now() - timedelta(days=1)
    sent = Attachment.history.filter(history_type="+", history_user=user, history_date__gte=since)
    if sent.count() >= settings.UPLOADS_PER_DAY:
        raise _at(
            "upload",
            _("You have attached %(n)s files within 24 hours. Go on tomorrow."),
            "quota",
            n=settings.UPLOADS_PER_DAY,
        )


def _check_room(centre: Centre, size: int) -> None:
    """So many files of a centre; the whole installation's room was asked before it was read."""
    names = Attachment.objects.filter(event__centre=centre).values_list("file", flat=True)
    try:
        check_room_of_centre(centre, names, size)
    except ValidationError as refusal:
        raise ValidationError({"upload": refusal}) from None


def _no_consent() -> ValidationError:
    return _at(
        "shows_no_child",
        _(
            "Not everybody who came has agreed to photographs. Attach the photo only if no child "
            "can be recognised in it, and tick this."
        ),
        "no_consent",
    )


def _at(field: str, sentence: str, code: str, **params: Any) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code, params=params)})
