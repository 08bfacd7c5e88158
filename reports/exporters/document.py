"""A document in one language: what every exporter writes. A `Label` keeps its code."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its parts, its figure, and where they stand."""

    lines_at: list
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
    bars: list
    keys: list
    top: int
    height: int


class Label(str):
    """A word of a language that stands for a code."""

    __slots__ = ("code",)

    def __new__(cls, text, code):
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
    rows: list[tuple]
    total: tuple | None = None


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

    def section(self, key):
        """The section with that key."""
        return next(section for section in self.sections if section.key == key)
