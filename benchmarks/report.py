"""The counting engine against hand-written SQL: `python -m benchmarks.report`.

Needs a database made by `benchmarks.data`. Both give the same figures, which is checked first. Runs
take turns, so that whatever else the machine does weighs on both; the ratio of the medians is what
is promised (benchmarks/README.md).
"""

import os
from datetime import date

import django

from benchmarks.country.plan import Plan
from benchmarks.figures import Figure, in_turns, show

RUNS = 7
PROMISED = {"a quarter": 1.5, "everything": 1.3}  # times the statement, at most
PLAN = Plan(date.today())
EVERYTHING = PLAN.first_day, PLAN.today

# Every figure of a report over all projects and centres, in one statement.
STATEMENT = """
WITH counted AS (
    SELECT r.participant_id, r.category_id, e.starts_at, e.starts_on,
           CASE WHEN r.age IS NULL THEN 'unknown' WHEN r.age <= 4 THEN '0-4'
                WHEN r.age <= 9 THEN '5-9' WHEN r.age <= 14 THEN '10-14'
                WHEN r.age <= 17 THEN '15-17' WHEN r.age <= 24 THEN '18-24'
                WHEN r.age <= 59 THEN '25-59' ELSE '60+' END AS band
    FROM events_registration r
    JOIN events_event e ON e.id = r.event_id
    JOIN participants_countingspan s ON s.category_id = r.category_id
    WHERE r.attendance IN ('present', 'late') AND r.status <> 'cancelled'
      AND e.status = 'held' AND s.is_counted AND e.starts_on BETWEEN s.starts_on AND s.ends_on
      AND e.starts_on <= %(end)s
),
first_day AS (
    SELECT participant_id, MIN(starts_on) AS day FROM counted GROUP BY participant_id
),
inside AS (
    SELECT counted.*, ROW_NUMBER() OVER (
        PARTITION BY participant_id ORDER BY starts_at, category_id, band) AS place
    FROM counted WHERE starts_on >= %(start)s
)
SELECT c.code, p.sex, i.band, p.disability, COUNT(*), 0,
       SUM(CASE WHEN i.place = 1 THEN 1 ELSE 0 END),
       SUM(CASE WHEN i.place = 1 AND f.day >= %(start)s THEN 1 ELSE 0 END)
FROM inside i
JOIN participants_participant p ON p.id = i.participant_id
JOIN participants_category c ON c.id = i.category_id
JOIN first_day f ON f.participant_id = i.participant_id
GROUP BY 1, 2, 3, 4
UNION ALL
SELECT c.code, h.sex, 'unknown', 'unknown', SUM(h.count), SUM(h.count), 0, 0
FROM events_headcount h
JOIN events_event e ON e.id = h.event_id
JOIN participants_category c ON c.id = h.category_id
JOIN participants_countingspan s ON s.category_id = h.category_id
WHERE e.status = 'held' AND s.is_counted AND e.starts_on BETWEEN s.starts_on AND s.ends_on
  AND e.starts_on BETWEEN %(start)s AND %(end)s
GROUP BY 1, 2
UNION ALL
SELECT 'cumulative', '', '', '', COUNT(*), 0, 0, 0 FROM first_day
UNION ALL
SELECT 'events', e.status, '', '', COUNT(*), 0, 0, 0
FROM events_event e WHERE e.starts_on BETWEEN %(start)s AND %(end)s GROUP BY 2
"""


def by_hand(start, end):
    """(attendances, headcount, reached, newly reached, cumulative) of the statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"start": start.isoformat(), "end": end.isoformat()})
        rows = cursor.fetchall()
    cells = [row[4:] for row in rows if row[0] not in ("cumulative", "events")]
    cumulative = next(row[4] for row in rows if row[0] == "cumulative")
    return (*(int(sum(column)) for column in zip(*cells, strict=True)), cumulative)


def by_engine(start, end):
    """The same of the engine."""
    from reports.counting import CELL_FIGURES, Period, count_attendance, scope_for

    count = count_attendance(scope_for(), Period(start, end))
    return (*(getattr(count.total, measure) for measure in CELL_FIGURES), count.cumulative)


def measure(start, end):
    """The medians in seconds: (engine, statement), and how many attendances they counted."""
    counted = by_engine(start, end)
    if counted != by_hand(start, end):
        raise SystemExit("The engine and the statement count differently.")
    acts = {
        "engine": lambda: by_engine(start, end),
        "statement": lambda: by_hand(start, end),
    }
    taken = in_turns(acts, rounds=RUNS)
    return taken["engine"], taken["statement"], counted[0]


def figures():
    """A figure for a quarter, and one for everything."""
    for name, (start, end) in {"a quarter": PLAN.quarter(), "everything": EVERYTHING}.items():
        engine, statement, attendances = measure(start, end)
        what = f"{name}, {attendances:,} attendances"
        yield Figure(what, "one statement by hand", engine, statement, PROMISED[name])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    django.setup()
    show(figures())
