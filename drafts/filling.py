"""Filling a form of a finished page with what was typed into it before.

One way for all forms: the page is made as ever, by its own view and for its own reader, and what
was typed is written into the controls of the form that is sent to the same address. All else of the
page stays as it is, sign for sign; nothing that was typed is read as HTML. What a page says of
itself in a hidden control (`data-of-page`) is of the page of now.
"""

import re

from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from drafts.page_forms import PageForms
from drafts.typed import in_words

MOST_ROWS = 100
NOT_FILLED = {"submit", "button", "image", "reset", "password"}
TICKED = {"checkbox", "radio"}
ROW_TEMPLATE = re.compile(r"<template data-row-template[^>]*>(.*?)</template>", re.DOTALL)


def fill(html, *, page_path, path, values, mark, notice, files=()):
    """The page `html` with `values` in its form for `path`; None where it has no such form.

    `values`: {field: [value]}; `mark`: the form's new mark; `notice`: HTML for its beginning;
    `files`: [(field, name)] of what was chosen and is to be chosen again.
    """
    html = _add_rows(html, values)
    page = PageForms(html, page_path)
    form = max(
        (form for form in page.forms if path == form.path or path in form.buttons),
        key=lambda form: (form.path == path, len(form.names & values.keys())),
        default=None,
    )
    if form is None:
        return None
    filling = _Filling(form, {**values, "form_mark": [mark]}, files)
    edits = [(form.end, form.end, notice + filling.without_place()), *filling.edits()]
    for start, end, text in sorted(edits, reverse=True):
        html = html[:start] + text + html[end:]
    return html


def _add_rows(html, values):
    """Add the repeating rows that were typed and that the page does not begin with."""
    for field, [total, *_more] in values.items():
        prefix, _mark, end = field.rpartition("-")
        if end != "TOTAL_FORMS" or not (total.isascii() and total.isdigit()):
            continue
        begin = html.find(f'data-rows="{escape(prefix)}"')
        count = re.compile(rf'name="{re.escape(field)}" value="(\d+)"').search(html, max(begin, 0))
        template = ROW_TEMPLATE.search(html, max(begin, 0))
        if begin < 0 or not count or not template:
            continue
        numbers = range(int(count[1]), min(int(total[:4]), MOST_ROWS))
        rows = "".join(template[1].replace("__prefix__", str(number)) for number in numbers)
        html = html[: template.start()] + rows + html[template.start() :]
    return html


class _Filling:
    """The changes of a page that write values into the controls of one form."""

    def __init__(self, form, values, files=()):
        self.form, self.files = form, files
        self.values = {name: list(given) for name, given in values.items()}
        self.opened = set()

    def without_place(self):
        """Say, as HTML, what was typed in words for which the form has no field any more."""
        gone = [
            (name, value)
            for name, given in self.values.items()
            for value in given
            if name not in self.form.names
        ]
        return render_to_string("drafts/partials/without_place.html", {"texts": in_words(gone)})

    def edits(self):
        """[(start, end, new text)] for the controls that change, and the folds they are in."""
        found = [edit for control in self.form.controls for edit in self._of(control)]
        found += self._ticks_that_are_gone()
        folds = [(end - 1, end, " open>") for _start, end, is_open in self.opened if not is_open]
        return found + folds

    def _of(self, control):
        if not control.name or control.kind in NOT_FILLED or "data-of-page" in control.attributes:
            return []
        if control.kind == "file":
            edits = self._name_files(control)
        elif control.kind in TICKED:
            edits = self._tick(control)
        elif control.tag == "select":
            edits = self._choose(control)
        else:
            edits = self._write(control)
        is_left_empty = control.tag == "textarea" and edits and not edits[0][2].strip()
        if edits and control.kind != "hidden" and not is_left_empty:
            self.opened.update(control.folds)
        return edits

    def _name_files(self, control):
        chosen = [name for field, name in self.files if field == control.name]
        html = render_to_string("bootstrap5/chosen_names.html", {"chosen": chosen})
        return [(control.before, control.before, html)] if chosen else []

    def _tick(self, control):
        value = control.attributes.get("value", "on")
        return self._switch(control, "checked", value in self.values.get(control.name, ()))

    def _ticks_that_are_gone(self):
        """What was ticked of choices that are no longer offered, said above the first of them."""
        offered = {}
        for control in self.form.controls:
            if control.kind in TICKED:
                offered.setdefault(control.name, []).append(control)
        edits = []
        for name, controls in offered.items():
            known = {control.attributes.get("value", "on") for control in controls}
            gone = [value for value in self.values.get(name, ()) if value and value not in known]
            if gone:
                self.opened.update(controls[0].folds)
                edits.append(_say_gone(controls[0].before, gone))
        return edits

    def _choose(self, control):
        is_several = "multiple" in control.attributes
        given = self.values.get(control.name, [] if is_several else None)
        if given is None:
            return []
        known = {option.value for option in control.options}
        gone = [value for value in given if value and value not in known]
        if gone and not is_several:
            given = [""]  # what the page would offer first was not chosen by them
        edits = [
            edit
            for option in control.options
            for edit in self._switch(option, "selected", option.value in given, tag="option")
        ]
        if not gone:
            return edits
        if not is_several and "" not in known:
            again = format_html('<option value="" selected>{}</option>', _("Choose again…"))
            edits.append((control.end, control.end, again))
        return [*edits, _say_gone(control.before, gone)]

    def _write(self, control):
        given = self.values.get(control.name)
        if not given:
            return []
        text = given.pop(0)
        if control.tag == "textarea":
            return [(*control.inner, "\n" + escape(text))] if control.inner else []
        if control.attributes.get("value", "") == text:
            return []
        attributes = {**control.attributes, "value": text}
        return [(control.start, control.end, _tag("input", attributes))]

    def _switch(self, element, attribute, is_on, tag="input"):
        if (attribute in element.attributes) == is_on:
            return []
        attributes = {
            name: value for name, value in element.attributes.items() if name != attribute
        }
        if is_on:
            attributes[attribute] = None
        return [(element.start, element.end, _tag(tag, attributes))]


def _say_gone(place, values):
    """What is above a field whose choice is gone; the number of a row says nothing."""
    words = ", ".join(value for value in values if not value.isdigit())
    if words:
        said = _("What was chosen is no longer on offer: %(words)s") % {"words": words}
    else:
        said = _("What was chosen is no longer on offer. Choose again.")
    html = format_html('<p class="invalid-feedback d-block" data-gone>{}</p>', said)
    return (place, place, html)


def _tag(name, attributes):
    parts = [
        attribute if value is None else f'{attribute}="{escape(value)}"'
        for attribute, value in attributes.items()
    ]
    return f"<{' '.join([name, *parts])}>"
