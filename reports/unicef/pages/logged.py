"""What a line of the log says of an indicator: its address there, in the words of the reader."""

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.models import Indicator
from reports.unicef.pages.indicator_question import IndicatorQuestion


def indicator_in_words(line):
    """The period of the figure in this line, its place and its cell; "" of another."""
    asked = QueryDict(line.detail["report"])
    if line.object_type != Indicator._meta.label or not asked.get("period"):
        return ""
    indicator = Indicator.objects.for_counting().filter(pk=line.object_id).first()
    if indicator is None:
        return ""
    question = IndicatorQuestion(indicator, None, asked)
    if question.period is None:
        return ""
    days = {"start": question.period.starts_on, "end": question.period.ends_on}
    days = {name: date_format(day, "DATE_FORMAT") for name, day in days.items()}
    return " · ".join([_("%(start)s – %(end)s") % days, *question.labels])
