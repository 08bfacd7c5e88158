"""Requests that a live server answers: one may still write when the test and its page are gone."""

from threading import Condition

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started

SECONDS = 60


class UnderWay:
    """How many requests are being answered; those of Django's test client end with their call."""

    def __init__(self):
        self.number, self.change = 0, Condition()
        request_started.connect(self._begin)
        request_finished.connect(self._end)

    def wait_until_none(self):
        """Return once every answer is given; TimeoutError where one takes far too long."""
        with self.change:
            if not self.change.wait_for(lambda: self.number == 0, SECONDS):
                number, self.number = self.number, 0  # the next test begins without them
                raise TimeoutError(f"{number} requests are still being answered.")

    def _begin(self, sender, **more):
        self._count(sender, 1)

    def _end(self, sender, **more):
        self._count(sender, -1)

    def _count(self, sender, step):
        if isinstance(sender, type) and issubclass(sender, WSGIHandler):
            with self.change:
                self.number += step
                self.change.notify_all()
