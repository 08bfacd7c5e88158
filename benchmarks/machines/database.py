"""A primary and its synchronous standby: the primary is killed, again and again, under writers."""

import hashlib
import time

from django.db import connection, connections

from benchmarks.machines.door import crowd_at
from benchmarks.machines.mails import queue_mails
from benchmarks.machines.outcome import Outcome, say
from benchmarks.machines.processes import wait_until
from reports.attendance.question import ReportQuestion
from reports.counting import Period, count_attendance
from reports.exporters.json import write_json

PRIMARY, REJOINS = "the primary", "rejoins"
ALL_ROWS = "SELECT t::text FROM {} AS t ORDER BY 1"


def kill_primary(cluster, crowd, seconds):
    """Kill the primary, let the standby take over, and bring the old primary back as standby."""
    crowd.wait_for_more(20)
    killed, old = time.monotonic(), cluster.primary
    old.kill()
    crowd.wait_for_more(20)
    wait_until(lambda: cluster.primary not in (None, old), "the standby is primary")
    say(seconds, PRIMARY, crowd.watch.longest_pause(killed))
    old.begin()
    say(seconds, REJOINS, cluster.wait_for_standby())


def measure(cluster, site, box, centre, kills):
    """The outcome of `kills` of whichever server is primary."""
    crowd, wanted, seconds = crowd_at(site, centre), [], {PRIMARY: [], REJOINS: []}
    connections.close_all()
    with crowd:
        crowd.wait_for_more(40)
        for _number in range(kills):
            queue_mails(wanted)
            connections.close_all()
            kill_primary(cluster, crowd, seconds)
        crowd.wait_for_more(1)
    wait_until(lambda: set(wanted) <= set(box.ids), "all mails have left")
    return Outcome(crowd, site, box, wanted, seconds)


def are_equal(cluster, crowd):
    """Whether each table and the report of the day are the same on both servers, at rest."""
    primary = cluster.primary
    [standby] = [node for node in cluster.nodes if node is not primary]
    end = primary.run("SELECT pg_current_wal_lsn()")
    wait_until(
        lambda: standby.run(f"SELECT pg_last_wal_replay_lsn() >= '{end}'") == "t", "all is replayed"
    )
    found = [_read_on(node, crowd) for node in (primary, standby)]
    return found[0] == found[1]


def _read_on(node, crowd):
    """({table: its checksum}, the report) as one server alone has them."""
    connections.close_all()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(HOST="127.0.0.1", PORT=str(node.port), OPTIONS={})
    try:
        day = crowd.watch.places[0].event.local_date
        question = ReportQuestion(project=None, centre=None, period=Period(day, day))
        report = write_json(count_attendance(question.scope(None), question.period))
        return _tables(), report
    finally:
        connections.close_all()
        connection.settings_dict.update(before)


def _tables():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {table: _sum(cursor, connection.ops.quote_name(table)) for table in tables}


def _sum(cursor, table):
    cursor.execute(ALL_ROWS.format(table))
    word = hashlib.sha256()
    for (row,) in cursor.fetchall():
        word.update(row.encode() + b"\n")
    return word.hexdigest()
