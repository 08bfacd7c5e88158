"""Whether the chain holds: each link, and each row that one of them names; the first fault first.

Read with plain SQL from any connection, so that a copy of the database made from a backup is
checked as the database in use is. Nothing is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection as default_connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop

from accounts.audit.digests import columns_of, read_digests, unpacked
from accounts.audit.links import START, hash_of, is_signed
from accounts.audit.protected import Guarded, guarded_tables
from accounts.audit.sealing import LATE

ALTERED_SEAL = gettext_noop("Seal %(seal)s was altered.")
UNSIGNED = gettext_noop("Seal %(seal)s was made by somebody who does not have ACCESS_LOG_KEY.")
OTHER_KEY = gettext_noop(
    "Seal %(seal)s is signed with a key that is not set here: put it into ACCESS_LOG_KEY_FALLBACKS."
)
LOST_SEAL = gettext_noop("Seal %(seal)s is missing.")
ALTERED_ROW = gettext_noop("Row %(row)s of %(table)s was altered after seal %(seal)s.")
LOST_ROW = gettext_noop("Row %(row)s of %(table)s was deleted after seal %(seal)s.")
NEW_ROW = gettext_noop("Row %(row)s of %(table)s was inserted after seal %(seal)s.")
LOST_COLUMN = gettext_noop("A column of %(table)s that seal %(seal)s names is gone.")
LOST_HEAD = gettext_noop("The chain does not hold seal %(seal)s: its end was cut off or made anew.")
NAMES = "number made_at table_name columns after up_to is_anew rows previous hash key signature"
AT_ONCE = 200  # links that are read at a time


@dataclass(frozen=True)
class Fault:
    """What is broken: words from `gettext_noop`, and what is put into them."""

    words: str
    values: dict


@dataclass
class Link:
    """A seal as it stands in the database, whichever connection read it."""

    number: int
    made_at: datetime
    table_name: str
    columns: str
    after: int
    up_to: int
    is_anew: bool
    rows: bytes
    previous: str
    hash: str
    key: str
    signature: str


@dataclass
class TableState:
    """What is known of one table so far. `passed`: {key: the link that passed over it}."""

    up_to: int = 0
    newest: Link | None = None
    passed: dict[int, Link] = field(default_factory=dict)
    last_anew: int = 0  # the first link of the last time that it was sealed anew


@dataclass
class Coverage:
    """What was looked at, and how much of it."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    redactions: int = 0
    head: str = ""


def faults(connection=default_connection, *, found=None, with_keys=True, head=None):
    """Yield each `Fault` in the order of the chain; `found` counts what was looked at.

    `head`: "number:hash" as it was written down elsewhere, which the chain must hold. Without
    `with_keys` signatures are not asked for: on the computer of whoever opens a backup.
    """
    return _Check(connection, found or Coverage(), with_keys).all(head)


def has_chain(connection):
    """Whether the database has seals at all: one of an earlier version does not."""
    return bool(columns_of(connection, "accounts_seal"))


class _Check:
    def __init__(self, connection, found, with_keys):
        self.connection, self.found, self.with_keys = connection, found, with_keys
        self.guarded = guarded_tables()
        self.tables, self.columns = {}, {}

    def all(self, head) -> Iterator[Fault]:
        self.redactions = self._redactions()
        self._note_anew()
        expected, previous, wanted = 1, START, head
        for seal in self._links():
            for number in range(expected, min(seal.number, expected + 1)):
                yield Fault(LOST_SEAL, {"seal": number})
            yield from self._link(seal, previous)
            yield from self._rows(seal)
            self.found.seals, self.found.head = self.found.seals + 1, f"{seal.number}:{seal.hash}"
            expected, previous = seal.number + 1, seal.hash
            wanted = None if wanted == self.found.head else wanted
        for name, table in sorted(self.tables.items()):
            yield from self._inserted(name, table)
        self._count_unsealed()
        if wanted:
            yield Fault(LOST_HEAD, {"seal": wanted.partition(":")[0]})

    def _link(self, seal, previous):
        about = {"seal": seal.number}
        if seal.hash != hash_of(seal) or seal.previous != previous:
            yield Fault(ALTERED_SEAL, about)
        elif self.with_keys and not (signed := is_signed(seal)):
            yield Fault(OTHER_KEY if signed is None else UNSIGNED, about)

    def _rows(self, seal):
        """Compare what a link says of rows with what they are."""
        name = seal.table_name
        table, guarded = self.tables.setdefault(name, TableState()), self.guarded.get(name)
        try:
            sealed = dict(unpacked(seal.rows))
        except ValueError:
            sealed = {}  # said already: its hash differs
        is_compared = seal.number >= table.last_anew
        columns = seal.columns.split(",") if is_compared else []
        if guarded is None or not set(columns) <= set(self._columns(name)):
            yield Fault(LOST_COLUMN, {"table": name, "seal": seal.number})
            return
        present = self._digests(name, guarded, columns, f"> {seal.after}", f"<= {seal.up_to}")
        there = dict(present)
        late = [key for key in sealed if not seal.after < key <= seal.up_to]
        if late:
            listed = ", ".join(map(str, late))
            there |= self._digests(name, guarded, columns, f"IN ({listed})")
        for key, digest in sealed.items():
            now = there.get(key)
            yield from self._row(seal, key, digest if is_compared else now, now)
        yield from self._come_late(seal, table, late)
        if seal.is_anew:
            news = [key for key in table.passed if key in sealed]
            yield from (self._new(name, key, table.passed.pop(key)) for key in news)
            return
        table.passed |= {key: seal for key in present if key not in sealed}
        table.up_to, table.newest = seal.up_to, seal

    def _row(self, seal, key, digest, now):
        self.found.rows += 1
        about = {"table": seal.table_name, "row": key, "seal": seal.number}
        redacted = self.redactions.get((seal.table_name, key))
        if now is None and redacted != "":
            yield Fault(LOST_ROW, about)
        elif now is not None and now not in (digest, redacted):
            yield Fault(ALTERED_ROW, about)

    def _come_late(self, seal, table, late):
        """Rows sealed after a link had passed over their keys: only for a while, or at once."""
        for key in late:
            passing = table.passed.pop(key, None)
            if passing is None or not self._may_wait(passing, table.newest, seal.made_at):
                yield self._new(seal.table_name, key, passing or seal)

    def _inserted(self, name, table):
        """Rows that no link names though one passed over their keys."""
        for key, passing in sorted(table.passed.items()):
            if not self._may_wait(passing, table.newest, timezone.now()):
                yield self._new(name, key, passing)

    def _may_wait(self, passing, newest, moment):
        if self.connection.vendor != "postgresql":  # which has one writer
            return False
        return passing is newest or moment - passing.made_at <= LATE

    def _new(self, name, key, passing):
        return Fault(NEW_ROW, {"table": name, "row": key, "seal": passing.number})

    def _links(self):
        columns = ", ".join(
            f'CAST("{name}" AS TEXT)' if name == "made_at" else f'"{name}"'
            for name in NAMES.split()
        )
        number = 0
        while rows := self._ask(
            f'SELECT {columns} FROM "accounts_seal" WHERE "number" > {number}'  # noqa: S608 – our own names
            f' ORDER BY "number" LIMIT {AT_ONCE}'
        ):
            for row in rows:
                yield _link(row)
            number = rows[-1][0]

    def _note_anew(self):
        """From which link on rows are compared: those before are of other columns or rows."""
        rows = self._ask(
            "SELECT s.table_name, max(s.number) FROM accounts_seal s WHERE s.is_anew"
            " AND s.after = 0 GROUP BY s.table_name"
        )
        self.tables = {name: TableState(last_anew=number) for name, number in rows}

    def _redactions(self):
        """{(table, key): the digest that a row was left with, "" where it was deleted}."""
        rows = self._ask(
            "SELECT table_name, row_id, digest FROM accounts_redaction"
            " WHERE kind <> 'opened' ORDER BY id"
        )
        self.found.redactions = len(rows)
        return {(table, row): digest and bytes.fromhex(digest) for table, row, digest in rows}

    def _count_unsealed(self):
        for name, guarded in self.guarded.items():
            if guarded.has_door or name == "accounts_redaction":
                table = self.tables.get(name, TableState())
                if self._columns(name):
                    [(number,)] = self._ask(
                        f'SELECT count(*) FROM "{name}" WHERE "{guarded.key}" > {table.up_to}'  # noqa: S608 – our own names
                    )
                    self.found.unsealed += number

    def _digests(self, name, guarded: Guarded, columns, *conditions):
        where = " AND ".join(f'"{guarded.key}" {condition}' for condition in conditions)
        if not self._columns(name):
            return {}
        return read_digests(self.connection, name, guarded.key, columns or [guarded.key], where)

    def _columns(self, name):
        if name not in self.columns:
            self.columns[name] = columns_of(self.connection, name)
        return self.columns[name]

    def _ask(self, query):
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()


def _link(row):
    values = dict(zip(NAMES.split(), row, strict=True))
    moment = values["made_at"]  # PostgreSQL writes the zone as "+00"
    read = parse_datetime(moment)
    values["made_at"] = read if read.tzinfo else read.replace(tzinfo=UTC)
    return Link(**values | {"rows": bytes(values["rows"]), "is_anew": bool(values["is_anew"])})
