"""Filling a form of a finished page with what was typed into it before.

One way for all forms: the page is made as ever, by its own view and for its own reader, and what
was typed is written into the controls of the form that is sent to the same address. All else of the
page stays as it is, sign for sign; nothing that was typed is read as HTML.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

MOST_ROWS = 100
NOT_FILLED = {"submit", "button", "image", "reset", "file", "password"}
ROW_TEMPLATE = re.compile(r"<template data-row-template[^>]*>(.*?)</template>", re.DOTALL)
VOID_CONTROL = "input"


def fill(html, *, page_path, path, values, mark, notice):
    """The page `html` with `values` in its form for `path`; None where it has no such form.

    `values`: {field: [value]}; `mark`: the form's new mark; `notice`: HTML for its beginning.
    """
    html = _add_rows(html, values)
    page = _Page(html, page_path)
    form = max(
        (form for form in page.forms if form.path == path),
        key=lambda form: len(form.names & values.keys()),
        default=None,
    )
    if form is None:
        return None
    values = {**values, "form_mark": [mark]}
    edits = [(form.end, form.end, notice), *_Filling(form, values).edits()]
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


class _Form:
    def __init__(self, path, end, name):
        self.path, self.end, self.name = path, end, name
        self.controls = []

    @property
    def names(self):
        return {control.name for control in self.controls}


class _Control:
    """An input, textarea or select: where it stands, and in which folds."""

    def __init__(self, tag, attributes, start, end, folds):
        self.tag, self.attributes = tag, attributes
        self.start, self.end, self.folds = start, end, folds
        self.name = attributes.get("name") or ""
        self.kind = (attributes.get("type") or "text").lower() if tag == VOID_CONTROL else tag
        self.inner = None  # where a text area's text begins and ends
        self.close = None  # where a select is over
        self.options = []


class _Option:
    def __init__(self, attributes, start, end):
        self.attributes, self.start, self.end = attributes, start, end
        self.words = ""

    @property
    def value(self):
        value = self.attributes.get("value")
        return " ".join(self.words.split()) if value is None else value


class _Page(HTMLParser):
    """The forms of a page that are sent by POST, with their controls, those outside too."""

    def __init__(self, html, page_path):
        super().__init__(convert_charrefs=True)
        self.forms, self.page_path = [], page_path
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self._form = self._area = self._select = self._option = None
        self._folds, self._templates, self._outside = [], 0, []
        self.feed(html)
        self.close()
        by_name = {form.name: form for form in self.forms if form.name}
        for name, control in self._outside:
            if name in by_name:
                by_name[name].controls.append(control)

    def handle_starttag(self, tag, attrs):
        attributes, start = dict(attrs), self._place()
        end = start + len(self.get_starttag_text())
        if tag == "template":
            self._templates += 1
        elif self._templates:
            return
        elif tag == "form":
            self._begin_form(attributes, end)
        elif tag == "details":
            self._folds.append((start, end, "open" in attributes))
        elif tag == "option" and self._select:
            self._option = _Option(attributes, start, end)
            self._select.options.append(self._option)
        elif tag in ("input", "textarea", "select"):
            self._begin_control(_Control(tag, attributes, start, end, list(self._folds)))

    def handle_endtag(self, tag):
        if tag == "template":
            self._templates = max(self._templates - 1, 0)
        elif tag == "form":
            self._form = None
        elif tag == "details" and self._folds:
            self._folds.pop()
        elif tag == "textarea" and self._area:
            self._area.inner = (self._area.end, self._place())
            self._area = None
        elif tag in ("select", "option"):
            self._option = None
            if tag == "select" and self._select:
                self._select.close = self._place() + len("</select>")
            self._select = None if tag == "select" else self._select

    def handle_data(self, data):
        if self._option:
            self._option.words += data

    def _begin_form(self, attributes, end):
        action = urlsplit(attributes.get("action") or "").path or self.page_path
        self._form = _Form(action, end, attributes.get("id"))
        if (attributes.get("method") or "").lower() == "post":
            self.forms.append(self._form)

    def _begin_control(self, control):
        if control.tag == "textarea":
            self._area = control
        elif control.tag == "select":
            self._select = control
        owner = control.attributes.get("form")
        if owner:
            self._outside.append((owner, control))
        elif self._form:
            self._form.controls.append(control)

    def _place(self):
        line, column = self.getpos()
        return self._lines[line - 1] + column


class _Filling:
    """The changes of a page that write values into the controls of one form."""

    def __init__(self, form, values):
        self.form = form
        self.values = {name: list(given) for name, given in values.items()}
        self.opened = set()

    def edits(self):
        """[(start, end, new text)] for the controls that change, and the folds they stand in."""
        found = [edit for control in self.form.controls for edit in self._of(control)]
        folds = [(end - 1, end, " open>") for _start, end, is_open in self.opened if not is_open]
        return found + folds

    def _of(self, control):
        if not control.name or control.kind in NOT_FILLED:
            return []
        if control.kind in ("checkbox", "radio"):
            edits = self._tick(control)
        elif control.tag == "select":
            edits = self._choose(control)
        else:
            edits = self._write(control)
        if edits and control.kind != "hidden":
            self.opened.update(control.folds)
        return edits

    def _tick(self, control):
        value = control.attributes.get("value", "on")
        return self._switch(control, "checked", value in self.values.get(control.name, ()))

    def _choose(self, control):
        given = self.values.get(control.name)
        if given is None:
            given = [] if "multiple" in control.attributes else None
        if given is None:
            return []
        known = {option.value for option in control.options}
        gone = [value for value in given if value not in known and value]
        if gone and "multiple" not in control.attributes:
            return [_say_gone(control, gone)]  # what the page offers first was not chosen by them
        edits = [
            edit
            for option in control.options
            for edit in self._switch(option, "selected", option.value in given, tag="option")
        ]
        return [*edits, _say_gone(control, gone)] if gone else edits

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


def _say_gone(control, values):
    """What stands below a field whose choice is gone; the number of a row says nothing."""
    words = ", ".join(value for value in values if not value.isdigit())
    if words:
        said = _("What was chosen is no longer on offer: %(words)s") % {"words": words}
    else:
        said = _("What was chosen is no longer on offer. Choose again.")
    place = control.close or control.end
    html = format_html('<p class="invalid-feedback d-block" data-gone>{}</p>', said)
    return (place, place, html)


def _tag(name, attributes):
    parts = [
        attribute if value is None else f'{attribute}="{escape(value)}"'
        for attribute, value in attributes.items()
    ]
    return f"<{' '.join([name, *parts])}>"
