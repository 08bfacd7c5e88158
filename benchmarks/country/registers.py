"""Who was on which register and came: the million rows."""

from datetime import timedelta

from benchmarks.country.bulk import fill, next_id
from events.models import Headcount, Registration

MARKS = ["present"] * 80 + ["late"] * 5 + ["absent"] * 8 + ["excused"] * 4 + ["unmarked"] * 3
MARKS_TODAY = ["unmarked"] * 5 + ["present"] * 4 + ["absent"]
SOURCES = ["staff"] * 7 + ["walk_in"] * 2 + ["series"]
WAITING = 5  # people for whom there is no place, in every tenth event ahead


class Registers:
    """Draws the places on the registers of `meetings`; people come for some time, then others."""

    def __init__(self, plan, population, meetings):
        self.plan, self.population, self.meetings = plan, population, meetings
        self.chance = plan.chance("registers")

    def make(self):
        """Write them, and the people who were only counted; returns how many places there are."""
        self._share_out()
        number = fill(Registration, self._rows())
        fill(Headcount, self._counted())
        return number

    def _share_out(self):
        """Give each meeting a size, so that all together have as many as planned."""
        free = [meeting for meeting in self.meetings if not meeting.size]
        for meeting in self.meetings:
            meeting.size = min(meeting.size, self._known(meeting))
        left = self.plan.registrations - sum(meeting.size for meeting in self.meetings)
        weights = [meeting.weight * self._known(meeting) for meeting in free]
        for meeting, weight in zip(free, weights, strict=True):
            meeting.size = min(left * weight // sum(weights), self._known(meeting) * 3 // 4)
        left = self.plan.registrations - sum(meeting.size for meeting in self.meetings)
        for meeting in sorted(free, key=lambda meeting: meeting.weight):
            more = min(left, self._known(meeting) * 3 // 4 - meeting.size)
            meeting.size, left = meeting.size + more, left - more
        if left:
            raise SystemExit(f"{left} places more than people for them: plan more people.")

    def _known(self, meeting):
        """How many people the centre knew by then: they came in the order of their numbers."""
        people, day = self.population.people[meeting.centre], self.plan.at(meeting.day, 0)
        first, last = 0, len(people)
        while first < last:
            middle = (first + last) // 2
            if people[middle].created_at < day:
                first = middle + 1
            else:
                last = middle
        return first

    def _rows(self):
        pk = next_id(Registration)
        for meeting in self.meetings:
            known = self._known(meeting)
            people = self.population.people[meeting.centre]
            oldest = max(0, known - max(2 * meeting.size, known // 2))
            waits = WAITING if meeting.day > self.plan.today and meeting.id % 10 == 0 else 0
            drawn = self.chance.sample(range(oldest, known), meeting.size)
            for place, number in enumerate(drawn):
                yield self._row(pk, meeting, people[number], is_waiting=place < waits)
                pk += 1

    def _row(self, pk, meeting, person, *, is_waiting):
        chance, is_called_off = self.chance, meeting.status in ("cancelled", "postponed")
        created_at = max(
            person.created_at, meeting.starts_at - timedelta(days=chance.randint(1, 20))
        )
        created_at = min(created_at, self.plan.at(self.plan.today, 7))
        status = "cancelled" if chance.random() < 0.02 else "registered"
        mark = "unmarked"
        if status == "registered" and not is_called_off and meeting.day <= self.plan.today:
            is_taken = meeting.status == "held" or meeting.day == self.plan.today
            marks = MARKS_TODAY if meeting.day == self.plan.today else MARKS
            mark = chance.choice(marks) if is_taken else mark
        marked_at = None
        if mark != "unmarked":
            marked_at = meeting.starts_at + timedelta(seconds=chance.randrange(1_200))
        return {
            "id": pk,
            "created_at": created_at,
            "updated_at": marked_at or created_at,
            "event_id": meeting.id,
            "participant_id": person.pk,
            "category_id": person.category_id,
            "organisation_id": person.organisation_id,
            "status": "waitlisted" if is_waiting else status,
            "waitlisted_at": created_at if is_waiting else None,
            "source": chance.choice(SOURCES),
            "attendance": mark,
            "marked_at": marked_at,
            "marked_by_id": meeting.by if marked_at else None,
            "age": person.age_on(meeting.day) if marked_at else None,
        }

    def _counted(self):
        """At every seventh meeting neighbours looked in, whom nobody asked for a name."""
        category = self.population.categories["community_member"]
        for meeting in self.meetings:
            if meeting.status == "held" and self.chance.randrange(7) == 0:
                for sex in ("female", "male"):
                    yield {
                        "created_at": meeting.starts_at,
                        "event_id": meeting.id,
                        "category_id": category,
                        "sex": sex,
                        "age_from": None,
                        "age_to": None,
                        "count": self.chance.randint(1, 15),
                    }
