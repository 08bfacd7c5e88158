"""What a benchmark finds: how long something takes, beside the machine's limit in the same run."""

import statistics
import time
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`ours` and `limit`: seconds of one piece of work and of the least that could be done for it.

    `promised`: how many times the limit ours may take at most; None where nothing is promised.
    """

    subject: str
    what: str
    against: str
    ours: float
    limit: float
    promised: float | None = None
    note: str = ""

    @property
    def times(self):
        """How many times the limit ours takes."""
        return self.ours / self.limit

    def __str__(self):
        promise = f", promised {self.promised:.2f}" if self.promised else ""
        note = f"; {self.note}" if self.note else ""
        return (
            f"{self.subject}: {self.what}: {1000 * self.ours:.1f} ms, {self.against}: "
            f"{1000 * self.limit:.1f} ms, {self.times:.2f} times{promise}{note}"
        )

    def as_dict(self):
        """For a process that puts the figures of several databases together."""
        return asdict(self)


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
