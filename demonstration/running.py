"""The project that runs today: its quarters, and what happened in them."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from demonstration.ended import read
from demonstration.meetings import log_meeting
from demonstration.registers import drawn, take
from demonstration.words import texts
from events.models import Event, EventOrganisation
from partners.models import Municipality, Project
from shkej.lib.dates import today

PLAN = Path(__file__).with_name("plan.csv")
QUARTERS, MONTHS = 4, 3  # the last one goes on
DUE, DUE_IN = timedelta(days=30), timedelta(days=12)
KAMEZ = {"venue_sq": "Biblioteka publike, Kamëz", "venue_en": "Public library, Kamëz"}
HOST = EventOrganisation.Part.HOST
EVERYBODY = "everybody"
UNNAMED = [("community_member", "female", None, 9), ("community_member", "male", None, 6)]


@dataclass(frozen=True)
class ProjectQuarter:
    """Three months of the project. The third has just ended, its report is due in some days."""

    number: int
    starts_on: date
    ends_on: date
    due_on: date

    @property
    def first_monday(self):
        """From which the weeks of the plan are counted."""
        return self.starts_on + timedelta(days=-self.starts_on.weekday() % 7)


def quarters():
    """The four of the project: the one before the last ended with the month before this one."""
    first = _months_later(today().replace(day=1), -MONTHS * (QUARTERS - 1))
    found = []
    for number in range(1, QUARTERS + 1):
        starts_on = _months_later(first, MONTHS * (number - 1))
        ends_on = _months_later(starts_on, MONTHS) - timedelta(days=1)
        due_on = today() + DUE_IN if number == QUARTERS - 1 else ends_on + DUE
        found.append(ProjectQuarter(number, starts_on, ends_on, due_on))
    return found


def _months_later(first, months):
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def make_running_project(*, programme, organisations):
    """The second phase, for the year whose last quarter goes on."""
    first, *_others, last = quarters()
    year = first.starts_on.year
    project = Project.objects.create(
        code=f"AKSES-{year}",
        programme=programme,
        starts_on=first.starts_on,
        ends_on=last.ends_on,
        unicef_reference=f"ALB/PCA2020118/PD{year}02",
        **texts.SECOND_PHASE,
    )
    for key, part in texts.PARTS:
        project.parts.create(organisation=organisations[key], part=part)
    return project


def make_quarters(*, chance, centre, project, organisations, cast, users):
    """What was planned for the three quarters that are over, and how it ended."""
    kamez = KAMEZ | {"municipality": Municipality.objects.get(name="Kamëz")}
    for quarter in quarters()[:-1]:
        people = audiences(cast, quarter.number)
        for row in read(PLAN):
            if str(quarter.number) in row["quarters"].split():
                place = kamez if row["place"] else {}
                event = _meeting(row, quarter, centre, project, users, place)
                _share(event, row, organisations)
                _hold(chance, event, row, people[row["audience"]], users)


def audiences(cast, number):
    """{audience of the plan: people} in one quarter."""
    families, clubs = cast.families[number], cast.clubs[number]
    children = [child for family in families for child in family.children]
    parents = [family.adult for family in families]
    everybody = [*cast.families.values(), cast.group] if number == len(cast.families) else []
    return {
        "club": [child for family in clubs for child in family.children],
        "club parents": [family.adult for family in clubs],
        "children": children,
        "parents": parents + ([cast.twice] if number == len(cast.families) else []),
        "young": cast.young,
        "colleagues": cast.colleagues,
        EVERYBODY: [one for group in everybody for family in group for one in family.people],
    }


def _meeting(row, quarter, centre, project, users, place):
    is_shared = row["audience"] in ("colleagues", EVERYBODY)
    happened = row["ends"] in ("closed", "open")
    return log_meeting(
        centre=centre,
        day=quarter.first_monday + timedelta(weeks=int(row["week"]), days=int(row["weekday"])),
        hour=int(row["hour"]),
        hours=int(row["hours"]),
        by=users["coordinator"],
        project=project,
        status=Event.Status.HELD if happened else row["ends"],
        visibility="all_partners" if is_shared else "centre",
        **{name: row[name] for name in ("kind", "title_sq", "title_en")},
        **place,
    )


def _share(event, row, organisations):
    event.parts.create(organisation=organisations["shkej"], part=HOST)
    if row["audience"] == EVERYBODY:
        event.parts.create(organisation=organisations["municipality"], part="co_organiser")
    elif row["audience"] == "colleagues":
        for key in ("municipality", "police", "protection", "services"):
            event.parts.create(organisation=organisations[key], part="invited")


def _hold(chance, event, row, people, users):
    """`open`: its register has still to be closed, which keeps a report from being frozen."""
    if event.status != Event.Status.HELD:
        return
    is_large = row["audience"] == EVERYBODY
    take(
        event,
        dict.fromkeys(people, "present") if is_large else drawn(chance, people),
        by=users["volunteer"] if row["kind"] == "group_session" else users["staff"],
        counted=UNNAMED if is_large else (),
        closes=row["ends"] == "closed",
    )
