"""How much is drawn at random: the same in each `make test`, far more in `make test-more`.

Either prints how to see a failure again: the seed, and what Hypothesis drew.
"""

from django.db import connection
from hypothesis import HealthCheck, settings

# Each test has rows of its own in a transaction; a busy machine is no failure.
EASY = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}
# What a database changes shows in few: most is drawn on SQLite.
TIMES_MORE, LEAST = 3, 2
settings.register_profile("same", derandomize=True, database=None, **EASY)
settings.load_profile("same")


def draw_more():
    """Draw anew in this run, and more; before a test module is imported."""
    number = settings.default.max_examples * _at_most(TIMES_MORE)
    settings.register_profile("more", print_blob=True, max_examples=number, **EASY)
    settings.load_profile("more")


def examples(number, times=TIMES_MORE, **more):
    """Settings of a test that needs another number of examples than most, or `times` as many."""
    times = 1 if settings.default.derandomize else _at_most(times)
    return settings(max_examples=number * times, **more)


def _at_most(times):
    return LEAST if connection.vendor == "postgresql" else times
