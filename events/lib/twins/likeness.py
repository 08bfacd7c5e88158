"""When two events look like one meeting that was logged twice (docs/counting.md).

They do where centre and day are the same and the titles are alike, or where their times overlap
and they share a venue, or half of the people who came to the smaller one. Never two meetings of
one series, nor parallel groups: titles that differ in what tells groups apart ("Group A", "Group
B"; "10–12 years", "13–15 years").
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from shkej.lib.albanian import fold
from shkej.lib.bilingual import texts_of
from shkej.lib.dates import local_day

ALIKE = 80  # per cent of the letters, the words in any order
FEWEST_WORDS = 2  # of a title that stands whole within a longer one
USUAL_LENGTH = timedelta(hours=1)  # of a meeting whose end is not known
WORD = re.compile(r"\w+")
DATE = re.compile(r"\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")  # says what the day says already
ROMAN = re.compile(r"i{2,3}|iv|vi{0,3}|ix|x")
# What tells groups apart besides numbers and single letters; folded.
GROUP_WORDS = frozenset(
    "pare dyte trete katert first second third fourth "
    "vajza vajzat djem djemte girls boys femra meshkuj women men gra burra "
    "paradite pasdite mengjes mbremje morning afternoon evening".split()  # noqa: SIM905
)
ARTICLES = frozenset("a e i".split())  # noqa: SIM905


@dataclass(frozen=True)
class EventLikeness:
    """What of an event, saved or not, is compared; `people`: the ids of those who came."""

    centre: int
    starts_at: datetime
    ends_at: datetime | None
    is_all_day: bool
    kind: str
    series: int | None
    titles: tuple
    venues: frozenset
    people: frozenset = field(default=frozenset())

    @classmethod
    def of(cls, event, people=()):
        """What is compared of a row of `Event`, or of one that is to become one."""
        return cls(
            centre=event.centre_id,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            is_all_day=event.is_all_day,
            kind=event.kind,
            series=event.series_id,
            titles=_texts(event, "title"),
            venues=frozenset(_texts(event, "venue")),
            people=frozenset(people),
        )

    @property
    def day(self):
        """The local day on which it starts."""
        return local_day(self.starts_at)

    @property
    def ends(self):
        """The end, or the usual one."""
        return max(self.ends_at or self.starts_at + USUAL_LENGTH, self.starts_at)


def _texts(event, name):
    return tuple(fold(text) for text in texts_of(event, name).values() if text)


def looks_the_same(one, other):
    """Whether two likenesses may be one meeting."""
    if one.series is not None and one.series == other.series:
        return False
    pairs = [(a, b) for a in one.titles for b in other.titles]
    if any(are_parallel(a, b) for a, b in pairs):
        return False
    is_same_centre = one.centre == other.centre
    if is_same_centre and one.day == other.day and any(are_alike(a, b) for a, b in pairs):
        return True
    if not _overlap(one, other):
        return False
    shares_venue = is_same_centre and bool(one.venues & other.venues)
    return shares_venue or _share_people(one, other)


def are_alike(title, other):
    """Whether two folded titles say the same, but for spelling, order and words left out."""
    a, b = " ".join(_words(title)), " ".join(_words(other))
    if fuzz.token_sort_ratio(a, b) >= ALIKE:
        return True
    shorter = min(set(a.split()), set(b.split()), key=len)
    is_within = len(shorter) >= FEWEST_WORDS and shorter <= set(a.split()) & set(b.split())
    return is_within and group_marks(title) == group_marks(other)


def are_parallel(title, other):
    """Whether two folded titles name different groups of one activity."""
    mine, theirs = group_marks(title), group_marks(other)
    return bool(mine ^ theirs) and bool(mine) and bool(theirs)


def group_marks(title):
    """The words of a folded title that tell one group from another."""
    words = _words(title)
    marks = {word for word in words if _is_mark(word)}
    if words and words[-1] in ARTICLES:  # "Group A", "Grupi I": no article is at the end
        marks.add(words[-1])
    return marks


def _words(title):
    return WORD.findall(DATE.sub(" ", title))


def _is_mark(word):
    return (
        any(sign.isdigit() for sign in word)
        or (len(word) == 1 and word not in ARTICLES)
        or word in GROUP_WORDS
        or bool(ROMAN.fullmatch(word))
    )


def _overlap(one, other):
    if one.is_all_day or other.is_all_day:
        return False  # at what time is not known
    if one.starts_at == other.starts_at:
        return True
    return one.starts_at < other.ends and other.starts_at < one.ends


def _share_people(one, other):
    """Whether half of the smaller register is on the other; a guest of both is no sign.

    Who is called out of a group for a talk alone is at both.
    """
    alone = "individual_session"
    smaller = min(len(one.people), len(other.people))
    is_of_a_kind = (one.kind == alone) == (other.kind == alone)
    return is_of_a_kind and smaller > 0 and 2 * len(one.people & other.people) >= smaller
