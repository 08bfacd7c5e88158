"""What a merge of two records does in series: who was a member twice has one stay."""

from collections import defaultdict
from datetime import date

from events.lib.locks import lock_events
from events.models import SeriesMember
from events.series.registers import fill_registers
from participants.merging.parts import Group, MergePart


class MembershipsPart(MergePart):
    """Stays in series. Where two touch, the one that is kept widens over both."""

    model = SeriesMember
    people = ("participant",)
    together = (Group(("joined_on", "left_on")),)

    def move(self, joining):
        """Move each stay; those that overlap become one."""
        own, other = defaultdict(list), defaultdict(list)
        for row in self.rows("participant", joining.kept):
            own[row.series_id].append(row)
        for row in self.rows("participant", joining.merged):
            other[row.series_id].append(row)
        for series, rows in other.items():
            for stay in sorted(rows, key=lambda row: row.joined_on):
                _join(joining, own[series], stay)

    def may_return(self, row):
        """Not beside another stay of the same days, which came later."""
        stays = SeriesMember.objects.filter(series=row.series_id, participant=row.participant_id)
        return not any(_overlap(row, stay) for stay in stays)

    def after_undo(self, merge, by):
        """Meetings planned since know one member where there are two again."""
        stays = merge.merged.memberships.select_related("series")
        for series in {stay.series for stay in stays}:
            events = lock_events(series.events.filter(created_at__gt=merge.created_at))
            fill_registers(series, events, by=by, people=[merge.merged_id])


def _join(joining, own, stay):
    """Move `stay`, or let the first of the stays in `own` that it overlaps take its days too."""
    met = sorted((row for row in own if _overlap(row, stay)), key=lambda row: row.joined_on)
    if not met:
        joining.journal.change(stay, participant_id=joining.kept.pk)
        own.append(stay)
        return
    first, *superfluous = met
    days = [stay, *met]
    for row in superfluous:
        own.remove(row)
        joining.journal.remove(row)
    open_end = any(row.left_on is None for row in days)
    joining.journal.change(
        first,
        joined_on=min(row.joined_on for row in days),
        left_on=None if open_end else max(row.left_on for row in days),
    )


def _overlap(one, other):
    return one.joined_on <= (other.left_on or date.max) and other.joined_on <= (
        one.left_on or date.max
    )
