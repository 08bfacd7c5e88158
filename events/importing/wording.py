"""What an import did, in words; for the command and for the screen."""

from django.utils.translation import gettext as _


def summary(result):
    """The figures of an import in words, a line for each kind of thing."""
    words = {
        "created": _("%(count)s created"),
        "updated": _("%(count)s updated"),
        "matched": _("%(count)s known already"),
        "unchanged": _("%(count)s unchanged"),
    }
    names = {
        "events": _("Events"),
        "participants": _("People"),
        "registrations": _("Registrations"),
        "headcounts": _("Headcounts"),
    }
    for what, counts in result.counts.items():
        yield names[what], ", ".join(words[key] % {"count": n} for key, n in counts.items())
    yield _("Possible duplicates"), result.possible_duplicates
    if result.rejected:
        yield _("Rows left out"), len(result.rejected)
