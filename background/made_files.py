"""What a task made for whoever started it: a private file, kept for a day.

How it is handed out: `sending`, and of files with names `files_with_names`.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop, override
from django_tasks import task

from accounts.reading.shown_people import note, noting
from background.models import StartedTask
from background.naming import named
from background.reasons import CannotBeDone
from background.services import started_by

FOLDER = "made"
KEPT = timedelta(days=1)
ENDINGS = ("ended", "all_ended")  # notes of a task: about whom, and whether whatever it makes
ENDED = gettext_noop("Somebody withdrew a consent, or was erased, meanwhile. Begin again.")


class GoesWhenClosed(File):
    """A file that was made: whoever closes it removes it."""

    def __init__(self, file, path):
        super().__init__(file)
        self.path = path

    def close(self):
        """Close it, and take it off the disk."""
        super().close()
        default_storage.delete(self.path)


@dataclass(frozen=True)
class MadeFile:
    """A file, and what the access log says of it beside who took it and when.

    `people`: whom it is about without naming them; of one that was kept, all whom it tells of.
    """

    name: str
    content: bytes
    content_type: str
    logged: dict = field(default_factory=dict)
    people: list = field(default_factory=list)


def makes_file(label, longest=timedelta(minutes=30)):
    """Make a task of `make(user, *args)`, which returns `MadeFile`; `.func.make` is it itself."""

    def decorate(make: Callable[..., MadeFile]):
        @wraps(make)
        def run(context, *args):
            started = started_by(context)
            begin(started)
            with override(started.started_by.language), noting() as shown:
                made = make(started.started_by, *args)
            about = {"name": made.name, "content_type": made.content_type, "logged": made.logged}
            about["people"] = sorted(shown.union(made.people))
            keep(started, made.content, **about)

        del run.__wrapped__  # its parameters are not those of `make`
        run.make = make
        return named(label, longest)(task(takes_context=True)(run))

    return decorate


@transaction.atomic
def begin(started):
    """Read from now on: what ended before is not in the file."""
    notes = _locked(started.pk).notes
    started.notes = {name: note for name, note in notes.items() if name not in ENDINGS}
    started.save(update_fields=["notes", "updated_at"])


def keep(started, content, **about):
    """Keep bytes, or a file, for whoever started the task; what an earlier run of it kept goes.

    `about`: whom it tells of are its `people`; with `everybody` true, all who are recorded; with
    `nobody` true it is figures alone. CannotBeDone where it was ended while it was made.
    """
    path = f"{FOLDER}/{secrets.token_urlsafe(24)}"
    # First, for it may be large: nobody else's saving waits for it.
    default_storage.save(path, content if isinstance(content, File) else ContentFile(content))
    with transaction.atomic():
        notes = _locked(started.pk).notes
        is_ended = _is_ended(notes, about)
        if not is_ended:
            _delete(notes)
            token = path.rpartition("/")[2]
            kept = {"token": token, "rights": _rights(started.started_by), **about}
            started.notes = {**notes, "kept": kept}
            started.save(update_fields=["notes", "updated_at"])
    if is_ended:
        default_storage.delete(path)
        raise CannotBeDone(ENDED)


@transaction.atomic
def end_files_about(people):
    """Remove the files that tell of any of these ids, also those that are being made now.

    Each can be made again, from what holds then. The tasks of others are only read.
    """
    people = set(people)
    since = timezone.now() - KEPT
    rows = StartedTask.objects.exclude(result__finished_at__lt=since)
    # What is finished keeps no more than it does, so that it may be read before it is locked.
    keys = [row.pk for row in rows.select_related("result") if _concerns(row, people)]
    meant = StartedTask.objects.filter(pk__in=keys).order_by("pk")
    for started in meant.select_for_update(of=("self",)):
        notes = started.notes
        if _tells_of(notes.get("kept", {}), people):
            _delete(notes)
            notes = {name: note for name, note in notes.items() if name != "kept"}
        notes = {**notes, "ended": sorted(people.union(notes.get("ended", ())))}
        StartedTask.objects.filter(pk=started.pk).update(notes=notes)


@transaction.atomic
def end_files_being_made():
    """End all that are being made: whom their texts tell of, nobody can look through."""
    rows = StartedTask.objects.unfinished().order_by("pk")
    for started in rows.select_for_update(of=("self",)):
        notes = {**started.notes, "all_ended": True}
        StartedTask.objects.filter(pk=started.pk).update(notes=notes)


def _is_ended(notes, about):
    if about.get("nobody"):
        return False
    return notes.get("all_ended", False) or _tells_of(about, set(notes.get("ended", ())))


def _concerns(started, people):
    """Whether a task keeps a file that tells of them, or may yet, and was not told of them."""
    if _tells_of(started.notes.get("kept", {}), people):
        return True
    return not started.is_finished and not people <= set(started.notes.get("ended", ()))


def kept(started):
    """The bytes that a task kept and what is known of them; None where they are gone.

    Whose names it read while it made them (`people`) is shown to whoever gets them.
    They are gone for whoever lost or gained a right since: another file would be made now.
    """
    about = kept_facts(started)
    if about is None:
        return None
    try:
        with default_storage.open(f"{FOLDER}/{about['token']}") as file:
            content = file.read()
    except OSError:
        return None
    for person in about.get("people", ()):
        note(person)
    return content, about


def made_file(started):
    """The `MadeFile` that a task kept, or None."""
    file = kept(started) if started.is_done else None
    if file is None:
        return None
    content, about = file
    return MadeFile(about["name"], content, about["content_type"], about["logged"], about["people"])


def kept_facts(started):
    """What is known of a file that is still there for whoever started its task, or None."""
    about = started.notes.get("kept")
    if about is None or about["rights"] != _rights(started.started_by):
        return None
    if started.result.finished_at is None or started.result.finished_at < timezone.now() - KEPT:
        return None
    return about


def take(started):
    """The open file that a task kept, which is handed out once; None where it is gone.

    Call it with the row of `started` locked. The file goes as soon as it is closed.
    """
    about = kept_facts(started)
    if about is None:
        return None
    path = f"{FOLDER}/{about['token']}"
    try:
        file = GoesWhenClosed(default_storage.open(path), path)
    except OSError:
        return None
    started.notes = {name: value for name, value in started.notes.items() if name != "kept"}
    started.save(update_fields=["notes", "updated_at"])
    return file


def remove_old_files():
    """Remove what was made more than a day ago."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        try:
            if default_storage.get_modified_time(path) < timezone.now() - KEPT:
                default_storage.delete(path)
        except OSError:  # another worker was faster
            continue


def _locked(key):
    return StartedTask.objects.select_for_update(of=("self",)).get(pk=key)


def _tells_of(about, people):
    """Whether a file tells of any of these ids: by name, or under a code."""
    if about.get("everybody"):
        return bool(people)
    told = {*about.get("people", ()), *about.get("logged", {}).get("people", ())}
    return bool(told & people)


def _rights(user):
    grants = user.grants.values_list(
        "role", "centre", "organisation", "sees_sensitive", "exports", "exports_names"
    )
    return sorted([list(grant) for grant in grants], key=str)


def _delete(notes):
    if earlier := notes.get("kept"):
        default_storage.delete(f"{FOLDER}/{earlier['token']}")
