"""Why a task failed, as it is kept and shown: never the words of a fault, which may hold names."""

import os
import traceback

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_tasks import TaskResultStatus

NO_LONGER = gettext_noop("The account that asked for it may no longer do this.")


class CannotBeDone(Exception):
    """Ends a task with words that may be shown: from `gettext_noop`, and without any value."""


class WorkerDied(CannotBeDone):
    """Its worker died again and again while it did this task."""


class TookTooLong(CannotBeDone):
    """It hung, and was ended with its worker."""


KINDS = {
    f"{kind.__module__}.{kind.__qualname__}" for kind in (CannotBeDone, WorkerDied, TookTooLong)
}


def fail(result, error):
    """Write down that a task ended with `error`: its kind and where it was, not what it says."""
    result.status = TaskResultStatus.FAILED
    result.finished_at = timezone.now()
    result.return_value = None
    result.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    places = "".join(
        f"{file_of(place)}, line {place.lineno}, in {place.name}\n"
        for place in traceback.extract_tb(error.__traceback__)
    )
    words = str(error) if isinstance(error, CannotBeDone) else result.exception_class_path
    result.traceback = f"{places}{words}"
    result.save(
        update_fields=[
            "status",
            "finished_at",
            "return_value",
            "exception_class_path",
            "traceback",
        ]
    )


def file_of(place):
    """Return the file as it stands in the project; the folder of an installation says nothing."""
    return place.filename.removeprefix(f"{settings.BASE_DIR}{os.sep}")


def reason_of(result):
    """Return why it failed, for everybody: our own words, or that it was a fault."""
    words = result.traceback.splitlines()
    if result.exception_class_path in KINDS and words:
        return _(words[-1])  # noqa: INT001 – marked where it was raised
    return _("A fault in the program.")


def place_of(result):
    """Return the kind and the place of a fault, for administrators; "" for our own words."""
    if result.exception_class_path in KINDS:
        return ""
    *places, kind = result.traceback.splitlines() or [""]
    ours = [place for place in places if not is_of_a_library(place)] or places
    return f"{kind.removeprefix('builtins.')}: {ours[-1]}" if ours else kind


def is_of_a_library(place):
    """Whether `place`, which begins with what `file_of` says, is in no file of the project."""
    return os.path.isabs(place) or place.startswith(".venv")
