"""No table that points to people is forgotten by an erasure."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from simple_history.models import HistoricalChanges

from participants.models import Participant
from retention.erasing.rows import GOES
from retention.erasing.texts import LEFT_OUT, searched_models
from shkej.lib.queries.columns import searchable

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
    """But for what organisations are called, and who speaks for them: that is their own."""
    searched = {model._meta.label_lower for model in searched_models()}
    own = {
        model._meta.label_lower
        for app in apps.get_app_configs()
        if Path(app.path).parent == settings.BASE_DIR and app.label != "partners"
        for model in app.get_models(include_auto_created=True)
        if searchable(model)
    }

    assert own - searched == LEFT_OUT | {"backups.backup"}
