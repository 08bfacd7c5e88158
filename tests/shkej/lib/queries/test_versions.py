"""The versions of records: `shkej/lib/queries/versions.py`."""

from django.apps import apps

from participants.models import Participant
from shkej.lib.queries.versions import VersionManager
from tests.participants.factories import ParticipantFactory


def test_who_looks_at_versions_makes_no_class(db):
    one, other = ParticipantFactory.create_batch(2)

    assert type(one.history) is type(other.history) is type(Participant.history)
    assert one.history.get().first_name == one.first_name


def test_every_model_with_versions_has_them_in_this_way():
    managers = [model.history for model in apps.get_models() if hasattr(model, "history")]

    assert len(managers) > 10
    assert all(isinstance(manager, VersionManager) for manager in managers)
