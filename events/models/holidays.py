"""Albania's public holidays, under the names that people use.

Days come from the package `holidays`; Muslim feasts beyond the announced year are estimates.
"""

from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from holidays import country_holidays

NAMES = {
    "New Year's Day": gettext_noop("New Year"),
    "Summer Day": gettext_noop("Summer Day"),
    "Eid al-Fitr": gettext_noop("Eid al-Fitr"),
    "Nowruz Day": gettext_noop("Nowruz"),
    "Catholic Easter Sunday": gettext_noop("Catholic Easter"),
    "Orthodox Easter Sunday": gettext_noop("Orthodox Easter"),
    "International Workers' Day": gettext_noop("Workers’ Day"),
    "Eid al-Adha": gettext_noop("Eid al-Adha"),
    "Mother Teresa Canonization Day": gettext_noop("Mother Teresa Canonisation Day"),
    "Mother Teresa Beatification Day": gettext_noop("Mother Teresa Beatification Day"),
    "Alphabet Day": gettext_noop("Alphabet Day"),
    "Flag and Independence Day": gettext_noop("Flag and Independence Day"),
    "Liberation Day": gettext_noop("Liberation Day"),
    "National Youth Day": gettext_noop("National Youth Day"),
    "Christmas Day": gettext_noop("Christmas"),
    "Public Holiday": gettext_noop("Public holiday"),
}


@cache
def _holidays_of(year):
    """The package's days of one year: {day: [(its English name, what it notes about the day)]}."""
    days = country_holidays("AL", years=year, language="en_US")
    return {
        day: [_taken_apart(name) for name in days.get_list(day)] for day in days if day.year == year
    }


def _taken_apart(name):
    """`Summer Day (observed)` as `("Summer Day", "observed")`."""
    name, _bracket, notes = name.partition(" (")
    return name, notes.rstrip(")")


def holidays_on(day):
    """The names of the holidays on `day`, in the reader's language; usually none."""
    return [_label(name, notes) for name, notes in _holidays_of(day.year).get(day, [])]


def _label(name, notes):
    name = _(NAMES[name]) if name in NAMES else name
    if "observed" in notes:
        return _("Day off for: %(holiday)s") % {"holiday": name}
    if "estimated" in notes:
        return _("%(holiday)s (expected)") % {"holiday": name}
    return name
