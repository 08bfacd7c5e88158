"""What happened earlier is written as on its day: rows, histories and checks then say when."""

from contextlib import contextmanager

from django.utils import timezone


@contextmanager
def at(moment):
    """Let it be `moment` inside; what is still to come is written now."""
    real = timezone.now
    then = min(moment, real())
    timezone.now = lambda: then
    try:
        yield then
    finally:
        timezone.now = real
