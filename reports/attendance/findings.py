"""What a table says, as one sentence: the title of its chart."""

from django.utils.translation import gettext as _

from reports.counting.words import label_of
from shkej.lib.numbers import number


def finding(count, dimension):
    """The finding about the people reached, over one dimension."""
    reached = {code: row.reached for (code,), row in count.by(dimension).items()}
    total = count.total.reached
    if not total:
        return _("Nobody known by name was reached in this period")
    if dimension == "sex":
        return _("%(women)s of %(total)s people reached are female, %(men)s are male") % {
            "women": number(reached.get("female", 0)),
            "men": number(reached.get("male", 0)),
            "total": number(total),
        }
    if dimension == "disability":
        return _(
            "%(people)s of %(total)s people reached have a disability; %(unknown)s were not asked"
        ) % {
            "people": number(reached.get("yes", 0)),
            "unknown": number(reached.get("unknown", 0)),
            "total": number(total),
        }
    return _largest(count, dimension, reached, total)


def _largest(count, dimension, reached, total):
    most = max(reached.values())
    largest = [code for code, people in reached.items() if people == most]
    words = {"people": number(most), "total": number(total), "groups": number(len(largest))}
    if len(largest) > 1:
        return _("The %(groups)s largest groups are equal, with %(people)s people reached each") % (
            words
        )
    words["group"] = label_of(dimension, largest[0], count.categories)
    return _("The largest group: %(group)s, %(people)s of %(total)s people reached") % words
