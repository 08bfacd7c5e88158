"""Whoever changes what is recorded of a person is in the access log, in the same transaction.

Asked where rows are written, not in views: none can forget it. What the worker or a command does is
logged as the one act that it is; marks and places are acts on a register, which keep who did them.
"""

from django.db.models.signals import post_delete, post_save
from simple_history.models import HistoricalRecords

from accounts.models.access_log import Action
from participants.models import Consent, Guardianship, Participant

PEOPLE = {
    Participant: lambda row: [row.pk],
    Guardianship: lambda row: [row.adult_id, row.child_id],
    Consent: lambda row: [row.participant_id, *filter(None, [row.guardian_id])],
}


def connect():
    """Listen to each of the tables, once."""
    for model in PEOPLE:
        post_save.connect(_saved, sender=model, dispatch_uid="participants.logged_changes")
        post_delete.connect(_deleted, sender=model, dispatch_uid="participants.logged_changes")


def _saved(sender, instance, created, raw=False, **more):
    if not raw:
        _log(sender, instance, "created" if created else "changed")


def _deleted(sender, instance, **more):
    _log(sender, instance, "removed")


def _log(model, row, change):
    request = getattr(HistoricalRecords.context, "request", None)
    if hasattr(request, "log"):
        for key in PEOPLE[model](row):
            request.log(
                Action.CHANGE_PARTICIPANT,
                Participant(pk=key),
                kind=model._meta.model_name,
                change=change,
            )
