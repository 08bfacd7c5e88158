"""Why a row is counted otherwise than when a report was frozen: what was then against what is now.

Only what differs in the end is a cause: what was corrected and taken back since explains nothing.
"""

from django.db.models import Q

from events.models import Centre, Event, Headcount, Registration
from participants.models import CountingSpan, Merge, Participant
from reports.unicef.freezing.links import Links

ATTENDED = ("present", "late")
# What a figure reads of each row.
OF_REGISTRATION = ("status", "attendance", "category_id", "age", "participant_id", "event_id")
OF_HEADCOUNT = ("count", "category_id", "sex", "age_from", "age_to", "event_id")
OF_EVENT = ("status", "starts_on", "kind", "municipality_id", "centre_id")
ORDER_OF_EVENT = ("starts_at",)  # decides which of two on one day was somebody's first
OF_PERSON = ("sex", "disability")


class Causes:
    """The causes of rows that are counted otherwise since a report was frozen.

    `projects`: ids of those whose events the indicator takes. What is asked about is read at once,
    whatever the number of rows.
    """

    def __init__(self, report, projects):
        self.since, self.links = report.frozen_at, Links(report, projects)

    def of_registrations(self, ids):
        """{registration's id: (its person's id, cause or None)}; None where nothing differs."""
        was, now = self._then_and_now(Registration, ids)
        persons = {row.participant_id for row in [*was.values(), *now.values()]}
        merged, corrected = self._merged(persons), self._differing(Participant, persons, OF_PERSON)
        of_event = self._of_events({row.event_id for row in [*was.values(), *now.values()]})
        found = {}
        for key in ids:
            before, after = was.get(key), now.get(key)
            row = after or before
            if row is None:
                continue
            if persons_of(before, after) & merged:
                cause = "merge"
            elif after and after.created_at > self.since or _was_marked(before, after):
                cause = "late"
            elif _differ(before, after, OF_REGISTRATION):
                cause = "correction"
            else:
                cause = of_event(row.event_id, row.category_id)
                cause = cause or ("person" if row.participant_id in corrected else None)
            found[key] = (row.participant_id, cause)
        return found

    def of_others_of(self, persons):
        """{person's id: cause} from all attendances of people, where their own rows tell none."""
        here = Registration.objects.filter(participant__in=persons)
        gone = Registration.history.filter(participant__in=persons, history_date__gt=self.since)
        ids = set(here.values_list("pk", flat=True)) | set(gone.values_list("id", flat=True))
        causes = {}
        for person, cause in self.of_registrations(ids).values():
            if cause:
                causes.setdefault(person, set()).add(cause)
        return causes

    def of_headcounts(self, ids):
        """{headcount's id: cause or None}."""
        was, now = self._then_and_now(Headcount, ids)
        of_event = self._of_events({row.event_id for row in [*was.values(), *now.values()]})
        found = {}
        for key in ids:
            before, after = was.get(key), now.get(key)
            row = after or before
            if row is None:
                found[key] = None
            elif after and after.created_at > self.since or _differ(before, after, OF_HEADCOUNT):
                found[key] = "count"
            else:
                found[key] = of_event(row.event_id, row.category_id)
        return found

    def of_events(self, ids):
        """{event's id: cause or None}, for what counts events."""
        of_event = self._of_events(ids)
        return {key: of_event(key, None) for key in ids}

    def _of_events(self, ids):
        """Return a function of (event's id, category's id or None): the cause outside the row."""
        was, now = self._then_and_now(Event, ids)
        centres = {row.centre_id for row in [*was.values(), *now.values()]}
        moved = self._differing(Centre, centres, ("municipality_id",))
        linked = self.links.changed(ids)
        counted_then, counted_now = self._counting()

        def cause(event, category):
            before, after = was.get(event), now.get(event)
            row = after or before
            if row is None or event in linked or after and after.created_at > self.since:
                return "event"
            if _differ(before, after, OF_EVENT):
                return "event"
            day = (category, row.starts_on)
            if category is not None and counted_then(*day) != counted_now(*day):
                return "category"
            if row.centre_id in moved:
                return "centre"
            return "event" if _differ(before, after, ORDER_OF_EVENT) else None

        return cause

    def _then_and_now(self, model, ids):
        """({id: the row as it was}, {id: the row as it is})."""
        was = model.history.as_of(self.since).filter(id__in=ids)  # pk: that of the history's row
        return {row.pk: row for row in was}, model.objects.in_bulk(ids)

    def _differing(self, model, ids, fields):
        was, now = self._then_and_now(model, ids)
        return {key for key in ids if _differ(was.get(key), now.get(key), fields)}

    def _merged(self, persons):
        """Those who were joined since, or apart again; not who was both."""
        pairs = {}
        merges = Merge.objects.filter(Q(kept__in=persons) | Q(merged__in=persons))
        for merge in merges:
            stands = merge.undone_at is None
            stood = merge.created_at <= self.since and (stands or merge.undone_at > self.since)
            pair = pairs.setdefault((merge.kept_id, merge.merged_id), [False, False])
            pair[0] |= stood
            pair[1] |= stands
        return {person for pair, (then, now) in pairs.items() if then != now for person in pair}

    def _counting(self):
        """Two functions of (category's id, day): whether it counted as said then, and now."""
        return tuple(
            _counts([span for span in spans if span.is_counted])
            for spans in (CountingSpan.history.as_of(self.since), CountingSpan.objects.all())
        )


def persons_of(*rows):
    """The ids of the people in rows, of which some may be None."""
    return {row.participant_id for row in rows if row is not None}


def _counts(spans):
    def counts(category, day):
        return any(s.category_id == category and s.starts_on <= day <= s.ends_on for s in spans)

    return counts


def _was_marked(before, after):
    """Whether somebody whom nobody had marked came, as was marked later."""
    return (
        before is not None
        and after is not None
        and before.attendance == "unmarked"
        and after.attendance in ATTENDED
    )


def _differ(before, after, fields):
    """Whether one of `fields` differs; where it is not known how it was, nothing does."""
    if before is None:
        return False
    if after is None:
        return True
    return any(getattr(before, name) != getattr(after, name) for name in fields)
