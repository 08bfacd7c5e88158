"""What a benchmark finds: how long something takes, beside the machine's limit in the same run."""

import json
import os
import statistics
import time
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Figure:
    """`ours` and `limit`: seconds of one piece of work and of the least that could be done for it.

    What is promised, where anything is: `times` the limit at most, or `seconds`.
    """

    what: str
    against: str
    ours: float
    limit: float
    times_promised: float | None = None
    seconds_promised: float | None = None
    note: str = ""
    database: str = field(default_factory=lambda: _database())

    @property
    def times(self):
        """How many times the limit ours takes."""
        return self.ours / self.limit if self.limit else float("inf")

    @property
    def is_kept(self):
        """Whether the promise is kept; None where nothing is promised."""
        if self.times_promised:
            return self.times <= self.times_promised
        return self.ours <= self.seconds_promised if self.seconds_promised else None

    @property
    def promise(self):
        """The promise in words, or nothing."""
        if self.times_promised:
            return f"{self.times_promised:.2f} times"
        return milliseconds(self.seconds_promised) if self.seconds_promised else ""

    def __str__(self):
        promise = f", promised {self.promise}" if self.promise else ""
        note = f"; {self.note}" if self.note else ""
        return (
            f"{self.what}: {milliseconds(self.ours)}, {self.against}: "
            f"{milliseconds(self.limit)}, {self.times:.2f} times{promise}{note}"
        )


def milliseconds(seconds):
    """Seconds as people read them: with a decimal under 20 ms only."""
    return f"{1000 * seconds:,.{1 if seconds < 0.02 else 0}f} ms"


def show(figures):
    """Print each figure as it comes: to read, or as JSON where `benchmarks.results` asks."""
    as_json = os.environ.get("FIGURES") == "json"
    for figure in figures:
        print(json.dumps(asdict(figure)) if as_json else figure, flush=True)


def in_turns(acts, *, rounds):
    """The median seconds of each of `acts` ({name: function}), which take turns.

    So that whatever else the machine does weighs on all. The first round warms up and is left out.
    """
    seconds = {name: [] for name in acts}
    for _round in range(rounds + 1):
        for name, act in acts.items():
            began = time.perf_counter()
            act()
            seconds[name].append(time.perf_counter() - began)
    return {name: statistics.median(taken[1:]) for name, taken in seconds.items()}


def _database():
    """The database of this process and its version, as 'SQLite 3.53'."""
    from django.db import connection

    with connection.cursor():
        version = connection.get_database_version()
    whole = version[:1] if connection.vendor == "postgresql" else version[:2]
    return f"{connection.display_name} {'.'.join(map(str, whole))}"
