"""What a database held when it was copied, and a copy that was made into a database of its own."""

from dataclasses import dataclass

from accounts.audit.verifying import Fault

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}  # what a copy is called
LOG_HEAD = "SELECT number, hash FROM accounts_seal ORDER BY number DESC LIMIT 1"


@dataclass(frozen=True)
class Held:
    """`contents`: {table: [rows, SHA-256]}; `named_files`: the paths of files that rows name.

    `log_head`: the last link of the log's chain, "" where there is none.
    """

    contents: dict
    migrations: list
    named_files: set
    log_head: str


@dataclass(frozen=True)
class Opened(Held):
    """`name`: by which Django connects to it; `log_fault`: what is broken in the log's chain."""

    name: str
    log_fault: Fault | None = None
