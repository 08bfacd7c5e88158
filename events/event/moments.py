"""When an event is, as people type it: days and times into moments, and back."""

from datetime import time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shkej.lib.dates import TIRANA, local_moment

LAST_MINUTE = time(23, 59)


def times_of(event):
    """What is in the fields `date`, `start_time`, `end_time` and `last_day` of an event."""
    starts_at = timezone.localtime(event.starts_at, TIRANA)
    initial = {"date": starts_at.date()}
    if not event.is_all_day:
        initial["start_time"] = starts_at.time()
    if event.ends_at:
        ends_at = timezone.localtime(event.ends_at, TIRANA)
        if not event.is_all_day:
            initial["end_time"] = ends_at.time()
        if ends_at.date() != starts_at.date():
            initial["last_day"] = ends_at.date()
    return initial


class MomentsMixin:
    """For a form with the fields `date`, `start_time`, `end_time` and `last_day`.

    `instance`: the event whose moments they are.
    """

    def clean_moments(self, data):
        """Set start and end of the event from days and times."""
        event, date, start = self.instance, data["date"], data.get("start_time")
        last_day, end = data.get("last_day"), data.get("end_time")
        if end and not start:
            return self.add_error(
                "start_time", _("Enter the start time too, or leave the end time empty.")
            )
        if last_day and last_day < date:
            return self.add_error("last_day", _("The last day cannot be before the first."))
        if start and last_day and last_day > date and not end:
            return self.add_error("end_time", _("Enter the time at which the last day ends."))
        event.is_all_day = start is None
        event.starts_at = self._moment(
            "start_time" if start else "date", date, start or time(), day_field="date"
        )
        event.ends_at = None
        if end:
            day_field = "last_day" if last_day else "date"
            event.ends_at = self._moment("end_time", last_day or date, end, day_field=day_field)
        elif last_day and last_day > date:
            event.ends_at = self._moment("last_day", last_day, LAST_MINUTE, day_field="last_day")
        if event.starts_at and event.ends_at and event.ends_at < event.starts_at:
            self.add_error("end_time", _("The end cannot be before the start."))
        return None

    def _moment(self, field, day, clock, *, day_field):
        try:
            return local_moment(day, clock)
        except ValidationError as error:
            self.add_error(day_field if error.code == "year_out_of_range" else field, error)
            return None
