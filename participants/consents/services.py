"""Recording an answer with the paper it is on, and taking a consent back at once.

Files that were made before somebody took a consent back, or said no, end with it: whoever comes for
one has it made again, from what holds then (docs/security.md, P5).
"""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from background.made_files import end_files_about
from participants.merging.chains import all_records
from participants.models import Consent, ConsentText, Participant
from shkej.lib.dates import today
from shkej.lib.uploads.reading import clean_name, read_upload


def record_answer(answer: Consent, upload: UploadedFile | None = None) -> Consent:
    """Add `answer`, a `Consent` not yet saved, with the signed form; a refusal leaves no file.

    ValidationError at `upload` where that may not come in.
    """
    content = None
    if upload:
        try:
            ending, content = read_upload(upload)
        except ValidationError as refusal:
            raise ValidationError({"upload": refusal}) from None
        answer.evidence_name = clean_name(upload.name, ending)
    try:
        with transaction.atomic():
            if upload and content is not None:
                _check_number(answer.recorded_by)
                answer.evidence.save(upload.name, ContentFile(content), save=False)
            answer.save()
            if answer.answer != Consent.Answer.GIVEN:
                _end_files(answer.participant)
    except BaseException:
        if answer.evidence:
            answer.evidence.storage.delete(answer.evidence.name)
        raise
    return answer


def _check_number(user: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    since = timezone.now() - timedelta(days=1)
    sent = Consent.objects.filter(recorded_by=user, created_at__gte=since).exclude(evidence="")
    if sent.count() >= settings.UPLOADS_PER_DAY:
        sentence = _("You have attached %(n)s files within 24 hours. Go on tomorrow.")
        params = {"n": settings.UPLOADS_PER_DAY}
        raise ValidationError({"upload": ValidationError(sentence, "quota", params)})


@transaction.atomic
def withdraw(*, consent: Consent, given_by: str, withdrawn_by: User) -> Consent:
    """Take back what `consent` gave: a new answer of today, which counts from this moment on.

    ValidationError where it does not count any more, for somebody answered meanwhile.
    """
    people = Participant.objects.select_for_update(of=("self",))
    people.get(pk=consent.participant_id)  # whoever answers at this moment waits
    if not Consent.objects.newest().filter(pk=consent.pk, answer=Consent.Answer.GIVEN).exists():
        raise ValidationError(_("Another answer was recorded meanwhile. Look at it first."))
    taken_back = Consent.objects.create(
        participant_id=consent.participant_id,
        purpose=consent.purpose,
        shared_with_id=consent.shared_with_id,
        answer=Consent.Answer.WITHDRAWN,
        given_by=given_by,
        given_on=max(today(), consent.given_on),
        recorded_by=withdrawn_by,
    )
    _end_files(taken_back.participant)
    return taken_back


def _end_files(person: Participant) -> None:
    """End the files that tell of somebody, under each of the records that became theirs.

    Once more after the transaction: a task that began meanwhile read what held before.
    """
    keys = all_records([person.pk])
    end_files_about(keys)
    transaction.on_commit(partial(end_files_about, keys))


@transaction.atomic
def publish_text(text: ConsentText, *, by: User) -> ConsentText:
    """Add `text`, a `ConsentText` not yet saved, as the next version for its purpose."""
    before = ConsentText.objects.filter(purpose=text.purpose).order_by("-version").first()
    text.version = before.version + 1 if before else 1
    text.published_by = by
    text.save()
    return text
