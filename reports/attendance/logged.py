"""What a line of the log says of a report: its address there, in the words of whoever reads it."""

from datetime import date
from urllib.parse import parse_qsl

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Centre
from participants.models import Category
from reports.counting import DIMENSIONS, words


def report_in_words(line):
    """The days of the report in this line, and whom it counted; nothing where it is another."""
    asked = dict(parse_qsl(line.detail["report"]))
    if not {"start", "end"} <= asked.keys():
        return ""
    facts = [
        _("%(start)s – %(end)s") % {name: _day(asked[name]) for name in ("start", "end")},
    ]
    if "project" in asked and "centre" in asked:  # of one alone the line is about it
        facts += Centre.objects.filter(code=asked["centre"]).values_list("name", flat=True)
    figure = asked.get("figure", "")
    if figure in words.FIGURES:
        facts.append(words.FIGURES[figure][0])
    categories = Category.objects.all() if "category" in asked else ()
    facts += [words.label_of(name, asked[name], categories) for name in DIMENSIONS if name in asked]
    return " · ".join(map(str, facts))


def _day(text):
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
