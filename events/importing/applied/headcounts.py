"""Writing how many came of whom nobody wrote the names."""

from collections.abc import Sequence

from events.importing import bulk
from events.importing.applied.writer import Writer
from events.importing.changes import state_of_count
from events.importing.known import CountedGroup
from events.models import Headcount


class HeadcountsWriter(Writer):
    """The headcounts of a file."""

    def write(self, counts: Sequence[CountedGroup]) -> dict[str, int]:
        """Make these headcounts, each (cell of the plan, its rows), or correct those there."""
        created, updated = [], []
        for cell, rows in counts:
            key, category, sex, age_from, age_to = cell
            count = sum(row.headcount for row in rows)
            state = state_of_count(self.plan, cell, rows)
            if state == "created":
                created.append(
                    Headcount(
                        event=self.plan.events[key].existing,
                        category_id=category,
                        sex=sex,
                        age_from=age_from,
                        age_to=age_to,
                        count=count,
                    )
                )
            elif state == "updated":
                recorded = self.plan.headcount(cell)
                recorded.count = count
                updated.append(recorded)
        bulk.create(Headcount, created, by=self.user)
        bulk.update(Headcount, updated, ["count"], by=self.user)
        return {"created": len(created), "updated": len(updated)}
