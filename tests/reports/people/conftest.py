"""People who agreed to sharing with a partner, and a coordinator who may export them."""

from datetime import date
from types import SimpleNamespace

import pytest

from events.models import Centre
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import MunicipalityFactory, OrganisationFactory, ProjectFactory
from tests.reports.factories import came, held
from tests.reports.people.sharing import PERIOD, agree


@pytest.fixture
def shared(db):
    """Twelve girls of one age and place who agreed, at two events of a project."""
    recipient, project = OrganisationFactory(), ProjectFactory()
    place = MunicipalityFactory()
    events = [held(day, centre=Centre.objects.get()) for day in ("2021-10-06", "2021-11-17")]
    for event in events:
        event.projects.add(project)
    people = [
        ParticipantFactory(
            sex="female", birth_date=date(2011, 3, number), municipality=place, centre=None
        )
        for number in range(1, 13)
    ]
    for person in people:
        agree(person, recipient)
        for event in events:
            came(event, person)
    asked = PERIOD | {"recipient": recipient.pk, "project": project.code}
    return SimpleNamespace(
        recipient=recipient, project=project, events=events, people=people, asked=asked
    )
