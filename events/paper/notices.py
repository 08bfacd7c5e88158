"""The notice to families: what is kept of them and why, in plain sentences (docs/security.md, P2).

The law asks for it (Law 124/2024, as the GDPR's articles 13 and 14 do). Whoever changes a sentence
raises `VERSION`, so that a form can say which notice hung on the wall. How long what is kept stands
in the settings of retention: who changes a time there prints the notice anew.
"""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, override

from backups.keeping import LONGEST
from events.paper.periods import periods
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.pdf import write_pages
from shkej.lib.phones import spoken

VERSION = 3
PUBLISHED_ON = date(2026, 11, 29)
COMMISSIONER = "www.idp.al"


@dataclass(frozen=True)
class NoticeSection:
    """One heading of the notice and its sentences."""

    heading: str
    sentences: list[str]


def version_in_words():
    """Which notice it is: its version and its day."""
    return _("version %(n)s of %(date)s") % {"n": VERSION, "date": date_format(PUBLISHED_ON)}


def contact_of(centre):
    """How one reaches the centre: what is known of address, phone and e-mail."""
    return [line for line in (centre.address, spoken(centre.phone), centre.email) if line]


def sections():
    """The notice in the reader's language: what, why, how long, who, which rights, and how."""
    return [
        NoticeSection(_("What we keep"), _what()),
        NoticeSection(_("Why we keep it"), _why()),
        NoticeSection(_("Who sees it"), _who()),
        NoticeSection(_("How long we keep it"), _how_long()),
        NoticeSection(_("Your rights"), _rights()),
        NoticeSection(_("If you are not content"), _complaint()),
        NoticeSection(_("For children"), _for_children()),
    ]


def _what():
    return [
        _(
            "Your name, whether you are female or male, your age or year of birth, the "
            "municipality you live in, and which of our activities you came to."
        ),
        _(
            "A phone number or email of a grown-up, if you gave us one. Whether somebody "
            "has a disability, if you wanted to say so. Photographs only if you agreed."
        ),
        _("We never keep identity numbers, illnesses, or what you told us about your family."),
    ]


def _why():
    return [
        _(
            "To run the activities, to know who is there and whom to call, and to count "
            "how many people we reach."
        ),
        _(
            "You agreed to it, or the law allows it because we work for children and "
            "families. You can take part also if you do not agree to photographs or to "
            "being contacted."
        ),
    ]


def _who():
    return [
        _(
            "The staff of the centre. Volunteers see the first name and one letter, while "
            "the activity lasts. Each time somebody looks, it is noted who it was."
        ),
        _(
            "UNICEF and those who pay for our work receive numbers only, never names. "
            "Another organisation receives your data only if you agreed to it."
        ),
    ]


def _rights():
    return [
        _(
            "You can see what we keep about you, have it corrected or deleted, withdraw a "
            "consent, object, and say that you do not want to be contacted."
        ),
        _(
            "It costs nothing, you need not say why, and we answer within a month. For a "
            "child, a parent or guardian asks, or the child itself."
        ),
    ]


def _complaint():
    return [
        _(
            "You can complain to the Commissioner for the Right to Information and "
            "Protection of Personal Data: %(address)s."
        )
        % {"address": COMMISSIONER}
    ]


def _for_children():
    return [
        _(
            "We write down your name and how old you are so that we know who is here. We "
            "tell it to nobody outside the centre unless you and your parents say yes."
        ),
        _(
            "You may say no to photographs. You may ask us what we wrote about you, or "
            "ask us to take it away. Nobody will be angry."
        ),
    ]


HOW_LONG = {
    "names": ngettext_lazy(
        "Your name: at most %(n)s month after you last came.",
        "Your name: at most %(n)s months after you last came.",
        "n",
    ),
    "contacts": ngettext_lazy(
        "Phone and email: at most %(n)s month after you last came.",
        "Phone and email: at most %(n)s months after you last came.",
        "n",
    ),
    "facts": ngettext_lazy(
        "The day you were born and where you come from, without your name: at most %(n)s month.",
        "The day you were born and where you come from, without your name: at most %(n)s months.",
        "n",
    ),
    "photos": ngettext_lazy(
        "Photographs: until you withdraw your consent, at most %(n)s month.",
        "Photographs: until you withdraw your consent, at most %(n)s months.",
        "n",
    ),
    "papers": ngettext_lazy(
        "Lists that you signed: at most %(n)s month.",
        "Lists that you signed: at most %(n)s months.",
        "n",
    ),
    "log": ngettext_lazy(
        "Who looked at what we keep about you: at most %(n)s month, longer only where it "
        "looked wrong.",
        "Who looked at what we keep about you: at most %(n)s months, longer only where it "
        "looked wrong.",
        "n",
    ),
}


def _how_long():
    """The times that hold now, by the settings of retention."""
    kept = periods()
    left = _(
        "What is left then has no name: whether female or male, disability, the year of birth and "
        "the municipality, so that our numbers stay right."
    )
    copies = _("Safety copies are deleted within %(n)s days.") % {"n": LONGEST.days}
    at_most = [sentence % {"n": kept[kind]} for kind, sentence in HOW_LONG.items()]
    return [" ".join(at_most), f"{left} {copies}"]


def write_notice(centre):
    """The notice of `centre` on A4, a page in each language, as the bytes of a PDF."""
    pages = []
    for code in LANGUAGES:
        with override(code):
            context = {"centre": centre, "contact": contact_of(centre), "language": code}
            context |= {"sections": sections(), "version": version_in_words()}
            pages.append(render_to_string("events/paper/notice_pdf.html", context))
    return write_pages(pages)
