"""A document in one language: what every exporter writes. A `Label` keeps its code."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its parts, its figure, and where they stand."""

    lines_at: list[tuple[str, int]]
    parts: list
    people: int
    top: int
    middle: int
    end: str


@dataclass(frozen=True)
class Chart:
    """The picture of the people reached over one dimension; `title` says the finding."""

    dimension: str
    title: str
    bars: list[Bar]
    keys: list
    top: int
    height: int


Value = str | int | date  # what a table holds; a word may be a `Label`


class Label(str):
    """A word of a language that stands for a code."""

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> Self:
        label = super().__new__(cls, text)
        label.code = code
        return label


@dataclass(frozen=True)
class Column:
    """One column of a table; `kind` is text, number or date."""

    key: str
    label: str
    kind: str = "text"


@dataclass
class Table:
    """Rows of texts, labels, numbers and days; `total` is a row that ends the table."""

    key: str
    title: str
    columns: list[Column]
    rows: list[Sequence[Value]]
    total: Sequence[Value] | None = None


@dataclass
class Section:
    """A part of the document: words, a picture, tables."""

    key: str
    title: str
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    chart: Chart | None = None


@dataclass
class Document:
    """A report in one language."""

    language: str
    title: str
    facts: list[tuple[str, str]]
    warnings: list[str]
    sections: list[Section]
    credit: str = ""

    def section(self, key: str) -> Section:
        """The section with that key."""
        return next(section for section in self.sections if section.key == key)
