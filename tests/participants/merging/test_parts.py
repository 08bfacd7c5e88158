"""Every table that points to people has its part in a merge, and its columns are known."""

from django.apps import apps
from django.db.models import ForeignKey
from simple_history.models import HistoricalChanges

from participants.merging.parts import merge_parts
from participants.models import Participant


def pointing_at_people():
    """{(model, field)} of every foreign key to a person, but those of the change history."""
    return {
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        if not issubclass(model, HistoricalChanges)
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignKey) and field.related_model is Participant
    }


def test_each_foreign_key_to_a_person_has_its_part_in_a_merge():
    handled = {(part.model, name) for part in merge_parts() for name in part.people}

    assert pointing_at_people() == handled


def test_columns_that_go_together_are_columns_of_their_table():
    for part in merge_parts():
        columns = {field.attname for field in part.model._meta.concrete_fields}
        named = {*part.always}
        for group in part.together:
            assert not named & {*group.columns, *group.along}, "a column is in one group only"
            named |= {*group.columns, *group.along}
        assert named <= columns, part
