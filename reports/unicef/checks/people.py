"""Checks of registers and of the people in them."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from events.lib.twins.finding import pairs_among
from events.models import Registration
from participants.models import PossibleDuplicate
from reports.counting.selected import counted_rows, events_asked_for
from reports.unicef.checks.findings import Base, Finding
from shkej.lib.bilingual import marked_title


class PeopleChecks(Base):
    """What is in the registers of the period, and who is counted where."""

    def _period_events(self):
        """All events of the period that an indicator takes once they are held, or the project."""
        events = events_asked_for(self.counted.project, self.counted.indicators)
        return events.between(self.period.starts_on, self.period.ends_on).order_by("starts_at")

    def _event_findings(self, events):
        return [
            Finding(
                f"{event.starts_on:%d.%m.%Y} · {marked_title(event)}",
                # Not everybody who reports may open the register of a sensitive one.
                reverse(
                    "events:event_detail" if event.is_sensitive else "events:register",
                    args=[event.pk],
                ),
            )
            for event in events.select_related("centre")
        ]

    def not_taken(self):
        return self._event_findings(self._period_events().register_not_taken())

    def not_closed(self):
        return self._event_findings(self._period_events().register_not_closed())

    def hidden_marks(self):
        """Events of the period with marks that no report counts, since they were not held."""
        return self._event_findings(self._period_events().with_hidden_marks())

    def logged_twice(self):
        """Held events that may be one meeting: the later one leads to the question."""
        return [
            Finding(
                f"{later.starts_on:%d.%m.%Y} · {marked_title(earlier)} / {marked_title(later)}",
                reverse("events:event_detail", args=[later.pk]),
            )
            for earlier, later in pairs_among(self._period_events().held())
        ]

    def _drill_down(self, indicator, **asked):
        route = reverse("reports:indicator_people", args=[indicator.pk])
        return f"{route}?{urlencode({'period': self.period.number, **asked})}"

    def unplaced(self):
        return [
            Finding(
                f"{indicator.code} {indicator.title}",
                self._drill_down(indicator, only="unplaced"),
                n,
            )
            for indicator in self.counted.indicators
            if (n := sum(self.counted.figures[indicator.pk].unplaced(self.period).values()))
        ]

    def _counting(self):
        """Indicators that count people or attendances by themselves."""
        return [row for row in self.counted.indicators if row.counting.of_registrations]

    def ages(self):
        findings = []
        days = (self.period.starts_on, self.period.ends_on)
        for indicator in self._counting():
            if indicator.age_from is None and indicator.age_to is None:
                continue
            rows = counted_rows(indicator, any_age=True).filter(
                age=None, event__starts_on__range=days
            )
            people = rows.values("participant").distinct().count()
            if people:
                url = self._drill_down(indicator, only="age_unknown")
                findings.append(Finding(f"{indicator.code} {indicator.title}", url, people))
        return findings

    def elsewhere(self):
        findings = []
        days = (self.period.starts_on, self.period.ends_on)
        for indicator in self._counting():
            rows = counted_rows(indicator, elsewhere=True).filter(event__starts_on__range=days)
            number = rows.count()
            if number:
                url = self._drill_down(indicator, only="elsewhere")
                findings.append(Finding(f"{indicator.code} {indicator.title}", url, number))
        return findings

    def outside(self):
        return [
            Finding(
                f"{indicator.code} {indicator.title}",
                reverse("reports:setup", args=[self.counted.project.pk]),
                number,
            )
            for indicator in self._counting()
            if (number := self.counted.figures[indicator.pk].counted.outside())
        ]

    def duplicates(self):
        events = self._period_events().order_by().values("pk")
        people = Registration.objects.counted().filter(event__in=events).order_by()
        people = people.values("participant")
        pairs = PossibleDuplicate.objects.filter(is_different=False)
        pairs = pairs.filter(Q(first__in=people) | Q(second__in=people))
        number = pairs.filter(first__merged_into=None, second__merged_into=None).count()
        url = reverse("participants:duplicate_list")
        return [Finding(_("Possible duplicates"), url, number)] if number else []
