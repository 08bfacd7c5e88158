"""The log, the history and consents: append-only at once, sealed, and altered by nobody unseen."""

from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.utils import timezone

from accounts.audit import redacting, triggers
from accounts.audit.links import hash_of, sign
from accounts.audit.protected import protected_models
from accounts.audit.sealing import seal_anew, seal_changed_tables, seal_log
from accounts.audit.verifying import Coverage, faults
from accounts.models import AccessLog, Redaction, Seal
from accounts.services import log_access
from participants.merging.services import merge_participants, undo_merge
from participants.models import Consent, Participant
from tests.participants.factories import ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LOG = "accounts_accesslog"


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def unguarded():
    """As for somebody who took the triggers away: what they do is seen all the same."""
    triggers.remove(connection)


@pytest.fixture
def consent(centre):
    person = ParticipantFactory(first_name="Elira", last_name="Gjonaj", centre=centre)
    return Consent.objects.create(
        participant=person,
        purpose="data",
        answer="given",
        given_by="self",
        given_on=timezone.localdate(),
    )


@pytest.fixture
def rows(staff, consent):
    """A row of each kind, by its table: its key, and a column that somebody might alter."""
    line = log_access("view_participant", consent.participant, user=staff)
    history = Participant.history.filter(id=consent.participant.pk).latest()
    redaction = Redaction.objects.create(
        table_name="a", row_id=1, kind="deleted", reason="erasure", digest=""
    )
    return {
        LOG: ("id", line.pk, "object_id", "none"),
        "participants_historicalparticipant": ("history_id", history.pk, "first_name", "X"),
        "participants_consent": ("id", consent.pk, "answer", "refused"),
        "accounts_redaction": ("id", redaction.pk, "reason", "merge"),
        "accounts_seal": ("number", seal_log().number, "hash", "x"),
    }


TABLES = [
    LOG,
    "participants_historicalparticipant",
    "participants_consent",
    "accounts_redaction",
    "accounts_seal",
]


@pytest.mark.parametrize("table", TABLES)
def test_r49_nothing_that_is_added_is_changed_or_deleted(rows, table):
    key, pk, column, value = rows[table]
    for statement, values in (
        (f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s', [value, pk]),
        (f'DELETE FROM "{table}" WHERE "{key}" = %s', [pk]),
        (f'DELETE FROM "{table}"', []),
        (f'UPDATE "{table}" SET "{key}" = 99999 WHERE "{key}" = %s', [pk]),
    ):
        with pytest.raises(Error, match="append-only"):
            sql(statement, *values)
    if connection.vendor == "sqlite":
        with pytest.raises(Error, match="append-only"):
            sql(f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"')
    else:
        # Where others point to the table, PostgreSQL refuses before it comes to that.
        with pytest.raises(Error, match="append-only|cannot truncate"):
            sql(f'SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE "{table}"')
    assert list(faults()) == []


def test_r49_every_history_is_guarded():
    guarded = {model._meta.db_table for model in protected_models()}

    assert {"events_historicalregistration", "reports_historicalreport"} <= guarded
    assert len([table for table in guarded if "_historical" in table]) >= 25
    assert triggers.missing(connection) == []
    triggers.remove(connection)
    assert guarded < set(triggers.missing(connection))
    triggers.install(connection)
    assert triggers.missing(connection) == []


def verify(**options):
    said = StringIO()
    call_command("verify_audit", stdout=said, **options)
    return said.getvalue()


def broken(**options):
    """What the command says first; it ends with 1."""
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=said, **options)
    return said.getvalue()


def test_r54_a_whole_chain_is_said_to_be_whole(rows):
    said = verify()

    assert "The chain holds" in said
    assert "Zinxhiri" in said
    assert str(seal_log()) in said
    assert Seal.objects.count() >= 4
    log_access("sign_in")
    found = Coverage()
    assert (list(faults(found=found)), found.unsealed) == ([], 1)
    seal_log()
    assert (list(faults(found=(after := Coverage()))), after.unsealed) == ([], 0)
    assert after.rows == found.rows + 1
    assert seal_log() == seal_log()  # nothing new, no new link


@pytest.mark.parametrize("table", TABLES[:4])
def test_r54_an_altered_row_is_named(rows, unguarded, table):
    key, pk, column, value = rows[table]
    sql(f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s', value, pk)

    assert f"Row {pk} of {table} was altered" in broken()


@pytest.mark.parametrize("table", TABLES[:4])
def test_r54_a_deleted_row_is_named(rows, unguarded, table):
    key, pk, _column, _value = rows[table]
    sql(f'DELETE FROM "{table}" WHERE "{key}" = %s', pk)

    assert f"Row {pk} of {table} was deleted" in broken()


def test_r54_a_row_set_in_between_is_named(staff):
    """As who fabricates that somebody looked last month, where a deleted line leaves a place."""
    first = log_access("sign_in", user=staff).pk + 10
    for days, pk in ((2, first + 2), (1, first + 3)):
        with time_machine.travel(timezone.now() - timedelta(days=days)):
            AccessLog.objects.bulk_create([AccessLog(pk=pk, user=staff, action="sign_in")])
            seal_log()
    assert list(faults()) == []
    AccessLog.objects.bulk_create([AccessLog(pk=first + 1, user=staff, action="export")])

    assert f"Row {first + 1} of {LOG} was inserted" in broken()
    seal_log()  # nor does sealing it make it true
    assert f"Row {first + 1} of {LOG} was inserted" in broken()


def test_r54_sealing_ends_while_others_go_on_writing():
    log_access("sign_in")

    def sign_while_others_write(seal):
        assert AccessLog.objects.count() < 5
        log_access("sign_in")
        sign(seal)

    with patch("accounts.audit.sealing.sign", sign_while_others_write):
        seal_log([AccessLog])
        seal_log([AccessLog])

    assert Seal.objects.count() == 2


def test_r54_a_row_committed_after_greater_keys_is_sealed_late():
    """On PostgreSQL a slow transaction ends after a quick one that began later."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    slow = log_access("sign_in").pk
    log_access("sign_in")
    with _without(slow):
        seal_log([AccessLog])
    assert list(faults()) == []
    seal_log([AccessLog])
    assert Seal.objects.last().after == Seal.objects.last().up_to
    found = Coverage()
    assert (list(faults(found=found)), found.rows) == ([], 2)


def _without(key):
    from accounts.audit import sealing

    def read(*args, **kwargs):
        found = really_read(*args, **kwargs)
        found.pop(key, None)
        return found

    really_read = sealing.read_digests
    return patch.object(sealing, "read_digests", read)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("rows = substr(rows, 1, 8)", "was altered"),
        ("up_to = up_to + 1", "was altered"),
        ("made_at = '2020-01-01 00:00:00+00:00'", "was altered"),
        ("previous = hash", "was altered"),
        ("signature = hash", "ACCESS_LOG_KEY"),
    ],
)
def test_r54_an_altered_seal_is_named(rows, unguarded, change, said):
    sql(f"UPDATE accounts_seal SET {change} WHERE number = 2")

    words = broken()
    assert "Seal 2" in words
    assert said in words


def test_r54_a_lost_seal_is_named(rows, unguarded):
    sql("DELETE FROM accounts_seal WHERE number = 2")

    assert "Seal 2 is missing" in broken()


def test_r54_who_lacks_the_key_makes_no_chain_anew(rows, unguarded):
    """The hashes of all links can be computed again after a row was altered; signatures cannot."""
    _key, pk, column, value = rows[LOG]
    sql(f"UPDATE {LOG} SET {column} = %s WHERE id = %s", value, pk)
    seals = list(Seal.objects.order_by("number"))
    sql("DELETE FROM accounts_seal")
    with patch.object(settings, "ACCESS_LOG_KEY", "guessed"):
        seal_log()
        assert list(faults()) == []  # with the forger's key it would all be well
    assert "not set here" in broken()

    signed = {seal.number: seal for seal in seals}
    sql("DELETE FROM accounts_seal")
    seal_log()
    for seal in Seal.objects.all():
        old = signed[seal.number]
        values = [old.key, old.signature, seal.number]
        sql("UPDATE accounts_seal SET key = %s, signature = %s WHERE number = %s", *values)
    assert "does not have ACCESS_LOG_KEY" in broken()


def test_r54_a_former_key_still_counts(rows):
    with patch.object(settings, "ACCESS_LOG_KEY", "new"):
        assert list(faults()) == []  # it was SECRET_KEY so far
    with (
        patch.object(settings, "SECRET_KEY", "x"),
        patch.object(settings, "ACCESS_LOG_KEY", "x"),
    ):
        assert "not set here" in broken()
        with patch.object(settings, "ACCESS_LOG_KEY_FALLBACKS", ["only-for-tests-" * 4]):
            assert list(faults()) == []


def test_r54_who_cuts_the_end_off_is_seen_by_a_head_kept_elsewhere(rows, unguarded, caplog):
    with caplog.at_level("INFO", "accounts.audit"):
        log_access("export")
        head = str(seal_log())
    assert head in caplog.text  # of the worker, in the journal of the machine
    assert list(faults(head=head)) == []

    number = int(head.partition(":")[0])
    sql("DELETE FROM accounts_seal WHERE number = %s", number)
    sql(f"DELETE FROM {LOG} WHERE action = 'export'")

    assert list(faults()) == []
    assert f"does not hold seal {number}" in broken(head=head)


def test_r54_rows_that_nothing_guards_are_said(rows, unguarded):
    with pytest.raises(CommandError, match="migrate"):
        verify()


def test_the_door_lets_through_what_it_names_and_leaves_a_line(rows):
    pk = rows["participants_historicalparticipant"][1]
    history = Participant.history.get(pk=pk)
    other = ParticipantFactory().history.get()
    redacting.change(type(history), [pk], redacting.Reason.ERASURE, first_name="–", last_name="–")
    redacting.delete(AccessLog, [rows[LOG][1]], redacting.Reason.RETENTION)

    assert Participant.history.get(pk=pk).first_name == "–"
    assert not AccessLog.objects.filter(pk=rows[LOG][1]).exists()
    assert list(faults()) == []
    assert Redaction.objects.filter(table_name=LOG, reason="retention").count() == 1
    seal_log()
    assert "3 rows changed or deleted" in verify()
    with pytest.raises(Error, match="append-only"):  # each row for itself
        sql(f"DELETE FROM participants_historicalparticipant WHERE history_id = {other.pk}")
    table = "participants_historicalparticipant"
    sql(f"UPDATE {table} SET first_name = 'Y' WHERE history_id = %s", pk)
    assert f"Row {pk} of {table} was altered" in broken()


@pytest.fixture
def joined(consent, coordinator):
    kept = ParticipantFactory(centre=consent.participant.centre)
    seal_log()
    return merge_participants(kept=kept, merged=consent.participant, merged_by=coordinator)


def test_a_merge_moves_consents_through_the_door(consent, joined, coordinator):
    consent.refresh_from_db()
    assert consent.participant_id == joined.kept_id
    assert Redaction.objects.filter(reason="merge", table_name="participants_consent").exists()
    assert list(faults()) == []

    undo_merge(merge=joined, undone_by=coordinator)
    consent.refresh_from_db()
    assert consent.participant_id == joined.merged_id
    seal_log()
    assert list(faults()) == []


def test_a_migration_that_changes_a_history_seals_it_anew(rows, unguarded):
    table = "participants_historicalparticipant"
    pk = rows[table][1]
    last = Seal.objects.filter(table_name=table).latest("number")
    sql(f"UPDATE {table} SET first_name = 'Y' WHERE history_id = %s", pk)
    assert "was altered" in broken()

    seal_anew(table)
    triggers.install(connection)
    assert list(faults()) == []
    triggers.remove(connection)
    sql(f"UPDATE {table} SET first_name = 'Z' WHERE history_id = %s", pk)
    assert f"Row {pk} of {table} was altered" in broken()
    sql(f"UPDATE {table} SET first_name = 'Y' WHERE history_id = %s", pk)

    sql("DELETE FROM accounts_seal WHERE number >= %s", last.number)  # one of a column now gone
    last.columns += ",gone"
    last.hash = hash_of(last)
    sign(last)
    last._state.adding = True
    last.save()
    assert "column" in broken()
    before = Seal.objects.count()
    seal_changed_tables()
    assert list(faults()) == []
    after = Seal.objects.count()
    seal_changed_tables()
    assert before < after == Seal.objects.count()
