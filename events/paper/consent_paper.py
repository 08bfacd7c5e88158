"""The blank form on which a family agrees or does not: the texts in force, and who signs.

What is signed is then recorded as an answer, with the paper as its file; the form says of each text
which version it is.
"""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy, override

from events.paper.notices import contact_of, version_in_words
from participants.models import Consent, ConsentText
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.pdf import write_pages

# What is written by hand at a purpose, besides yes or no.
TO_WRITE = {
    Consent.Purpose.SHARING: gettext_lazy("With which organisation"),
    Consent.Purpose.CONTACT: gettext_lazy("How it is safe to contact me"),
}


def asked_for():
    """[(its name, what is to be written there, the text in force or None)] of all four purposes."""
    texts = ConsentText.objects.newest()
    return [
        (str(purpose.label), TO_WRITE.get(purpose, ""), texts.get(purpose))
        for purpose in Consent.Purpose
    ]


def has_texts():
    """Whether there is anything to agree to."""
    return ConsentText.objects.exists()


def write_consent_form(centre):
    """The blank form of `centre` on A4, beginning anew in each language, as the bytes of a PDF."""
    pages = []
    for code in LANGUAGES:
        with override(code):
            context = {"centre": centre, "contact": contact_of(centre), "language": code}
            context |= {"asked": asked_for(), "notice": version_in_words()}
            pages.append(render_to_string("events/paper/consent_pdf.html", context))
    return write_pages(pages)
