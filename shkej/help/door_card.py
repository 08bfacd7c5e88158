"""The card for whoever is at the door: five steps with pictures, on A4 in both languages."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from shkej.lib.bilingual import LANGUAGES
from shkej.lib.house import house_name
from shkej.lib.pdf import write_pages


def steps():
    """[(name of its picture, heading, [sentence])], by the words that the screen has."""
    return [
        (
            "open",
            _("Open the register"),
            [
                _("Sign in with your own account, and open today’s event."),
                _("Press “%(button)s”.") % {"button": _("Open the register")},
            ],
        ),
        (
            "find",
            _("Find the person"),
            [
                _("Write two or three letters of the name. ë and ç need not be written."),
                _("Press the name: “%(listed)s”, or “%(other)s” if it is not on the list yet.")
                % {"listed": _("Mark as present"), "other": _("Add and mark as present")},
            ],
        ),
        (
            "mark",
            _("On the list already?"),
            [
                _("Press the row once: present. Once more: absent."),
                _("A slip? Press “%(button)s”.") % {"button": _("Undo")},
            ],
        ),
        (
            "add",
            _("Nobody fits?"),
            [
                _("Open “%(button)s”, or “%(empty)s” when nobody is found.")
                % {
                    "button": _("None of these: add a new person"),
                    "empty": _("Add a new person"),
                },
                _("Name, sex, age and “%(category)s”, then “%(button)s”.")
                % {"category": _("Attends as"), "button": _("Add and mark as present")},
                _("“%(question)s” Look twice, then “%(known)s” or “%(new)s”.")
                % {
                    "question": _("Is it one of these people?"),
                    "known": _("Yes, it is this one"),
                    "new": _("No, it is somebody new"),
                },
            ],
        ),
        (
            "lock",
            _("Keep the names to yourself"),
            [
                _("Nobody else looks at the screen, and nobody photographs it."),
                _("Before you put the device down: “%(button)s”, in the menu of your name.")
                % {"button": _("Lock the screen")},
            ],
        ),
    ]


def write_door_card():
    """The card as the bytes of a PDF, a page for each language; it says nothing of anybody."""
    return _written(house_name())


@lru_cache(maxsize=1)
def _written(_house):
    pages = []
    for code in LANGUAGES:
        with override(code):
            context = {"steps": steps(), "language": code}
            pages.append(render_to_string("help/door_card/card_pdf.html", context))
    return write_pages(pages)
