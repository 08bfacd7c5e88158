"""A clock that jumps under programs that run, by libfaketime (Debian: libfaketime)."""

from tests.tools import find_libfaketime


class Clock:
    """What programs with this `environment` take for the time; `jump` moves it under them.

    Only the time of day jumps. What measures how long something takes goes on, as it does on a
    machine whose clock is set.
    """

    def __init__(self, folder):
        self.file = folder / "clock"
        self.set(0)
        library = find_libfaketime()
        if library is None:
            raise RuntimeError("libfaketime is missing: apt-get install libfaketime")
        self.environment = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def set(self, seconds):
        """Be so many seconds ahead of the right time, or behind it."""
        new = self.file.with_name("clock.new")
        new.write_text(f"{seconds:+d}s\n")
        new.replace(self.file)  # never empty, whoever reads it now
