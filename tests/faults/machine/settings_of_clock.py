"""The settings of tests for a worker under a clock that jumps: it waits where no clock is asked.

Python sleeps by `clock_nanosleep`, which libfaketime 0.9.10 hands a broken time where the clock
jumps just then: EINVAL, now and then. A real clock that is set does not reach it.
"""

import select
from unittest.mock import patch

from tests.settings import *  # noqa: F403


def _wait(seconds):
    select.select([], [], [], seconds)


patch("time.sleep", _wait).start()
