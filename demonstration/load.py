"""Fill an empty database with the demonstration."""

from random import Random

from django.db import transaction

from demonstration.cast import decide_namesakes, make_cast
from demonstration.consents import make_consents, publish_texts
from demonstration.counselling import make_counselling
from demonstration.ended import make_ended_project, make_meeting, make_quarter
from demonstration.group import make_weekly_group
from demonstration.invitations import make_invitations
from demonstration.keeping import make_requests
from demonstration.people import make_accounts
from demonstration.proposals import make_proposals
from demonstration.running import make_quarters, make_running_project, quarters
from demonstration.unicef.reports import make_accepted, make_draft, make_frozen
from demonstration.unicef.setup import PERIODS, make_reporting
from demonstration.week import make_public_event, make_this_week
from demonstration.words import texts
from events.models import Centre
from partners.models import Municipality, Organisation, Programme

SEED = 20211006  # everything is drawn from it: of one day there is one demonstration


@transaction.atomic
def load_demonstration(*, password):
    """Add the seed's project, which has ended, and the one that runs on the day of today."""
    chance = Random(SEED)
    centre = Centre.objects.get(code="engjejt-e-vegjel")
    _reachable(centre)
    organisations = _organisations()
    users = make_accounts(
        centre=centre, organisation=organisations["municipality"], password=password
    )
    cast = make_cast(
        centre=centre, organisations=organisations, chance=chance, by=users["coordinator"]
    )
    decide_namesakes(cast)
    publish_texts(by=users["coordinator"])
    all_of = {"centre": centre, "organisations": organisations, "users": users}
    programme = _programme(organisations)
    _ended(chance, cast, programme, **all_of)
    _running(chance, cast, programme, **all_of)
    make_proposals(centre=centre, organisation=organisations["municipality"], users=users)
    make_invitations(**all_of)
    make_counselling(centre=centre, person=cast.families[1][0].adult, staff=users["staff"])
    parents = [family.adult for family in cast.families[1]]
    make_requests(parents=parents, users=users)


def _reachable(centre):
    """Whom partners write to who answer a mail, and call who have a question."""
    for name, value in texts.CENTRE.items():
        setattr(centre, name, value)
    centre.save()


def _organisations():
    tirana = Municipality.objects.get(name="Tiranë")
    return {
        key: Organisation.objects.create(
            name_sq=albanian, name_en=english, kind=kind, municipality=tirana
        )
        for key, (albanian, english, kind) in texts.ORGANISATIONS.items()
    }


def _programme(organisations):
    programme = Programme.objects.create(
        lead_organisation=organisations["unicef"], **texts.PROGRAMME
    )
    programme.funders.add(organisations["uk"])
    return programme


def _ended(chance, cast, programme, *, centre, organisations, users):
    """The project of 2021; its first report was accepted."""
    project = make_ended_project(programme=programme, organisations=organisations)
    place = {"centre": centre, "project": project, "organisations": organisations, "cast": cast}
    make_meeting(**place, by=users["staff"])
    make_quarter(**place, chance=chance, by=users["staff"])
    make_reporting(project=project, periods=PERIODS, made_by=users["coordinator"])
    make_accepted(period=project.reporting_periods.get(number=1), users=users)


def _running(chance, cast, programme, *, centre, organisations, users):
    """The project of today: three quarters are over, the fourth goes on."""
    project = make_running_project(programme=programme, organisations=organisations)
    place = {"centre": centre, "project": project, "users": users}
    make_quarters(**place, chance=chance, organisations=organisations, cast=cast)
    series = make_weekly_group(chance, **place, cast=cast)
    make_this_week(**place, chance=chance, cast=cast, series=series)
    make_public_event(**place, organisations=organisations)
    make_consents(
        then=cast.then + cast.then_in_kamez,
        families=[family for group in cast.families.values() for family in group] + cast.group,
        asked_on=project.starts_on,
        by=users["staff"],
    )
    periods = [(one.number, one.starts_on, one.ends_on, one.due_on) for one in quarters()]
    make_reporting(project=project, periods=periods, made_by=users["coordinator"])
    accepted, frozen, due = project.reporting_periods.filter(number__lt=len(periods))
    make_accepted(period=accepted, users=users)
    make_frozen(period=frozen, users=users)
    make_draft(period=due, users=users)
