"""What a database held when it was copied, and a copy that was made into a database of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """`contents`: {table: [rows, SHA-256]}; `named_files`: the paths of files that rows name."""

    contents: dict
    migrations: list
    named_files: set


@dataclass(frozen=True)
class Opened(Held):
    """`name`: by which Django connects to it."""

    name: str
