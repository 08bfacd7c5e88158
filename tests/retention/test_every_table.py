"""No table that points to people is forgotten by an erasure."""

from django.apps import apps
from simple_history.models import HistoricalChanges

from participants.models import Participant
from retention.erasing.rows import GOES
from retention.erasing.texts import LEFT_OUT, searched_models

# What says something of the record that stays: where it was, what it went into, what was decided.
STAYS = {
    "events.Registration.participant",
    "events.SeriesMember.participant",
    "participants.Consent.guardian",  # whose record stays, without a name
    "participants.Merge.kept",
    "participants.Merge.merged",
    "participants.Participant.merged_into",
    "retention.AccessRequest.participant",
    "retention.Erasure.participant",
    "retention.Hold.participant",
}


def test_every_table_that_points_to_people_is_answered_for():
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Participant and not issubclass(model, HistoricalChanges)
    }
    goes = {f"{model._meta.label}.{name}" for model, names in GOES.items() for name in names}

    assert pointing - goes == STAYS


def test_every_text_of_our_own_tables_is_searched():
    searched = {model._meta.label_lower for model in searched_models()}
    own = {
        model._meta.label_lower
        for model in apps.get_models()
        if model._meta.app_label in ("participants", "events", "reports", "retention", "drafts")
        and any(field.get_internal_type() == "TextField" for field in model._meta.concrete_fields)
    }

    assert own - searched <= LEFT_OUT
