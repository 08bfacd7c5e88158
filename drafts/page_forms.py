"""Where the forms of a finished page have their controls, sign for sign."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID_CONTROL = "input"
BLOCKS = {"choices", "file-field"}


class Form:
    """A form: where it is sent to, where its tag ends, and its controls.

    `buttons`: where else its buttons send it.
    """

    def __init__(self, path, end, name):
        self.path, self.end, self.name = path, end, name
        self.controls, self.buttons = [], set()

    @property
    def names(self):
        """What its controls are called."""
        return {control.name for control in self.controls}


class Control:
    """An input, textarea or select: where it stands, and in which folds.

    `before`: where words about it go, above the block of choices or of a file that it is in.
    """

    def __init__(self, tag, attributes, start, end, folds, before):
        self.tag, self.attributes = tag, attributes
        self.start, self.end, self.folds, self.before = start, end, folds, before
        self.name = attributes.get("name") or ""
        self.kind = (attributes.get("type") or "text").lower() if tag == VOID_CONTROL else tag
        self.inner = None  # where a text area's text begins and ends
        self.close = None  # where a select is over
        self.options = []


class Option:
    """One choice of a select."""

    def __init__(self, attributes, start, end):
        self.attributes, self.start, self.end = attributes, start, end
        self.words = ""

    @property
    def value(self):
        """What is sent for it."""
        value = self.attributes.get("value")
        return " ".join(self.words.split()) if value is None else value


class PageForms(HTMLParser):
    """The forms of a page that are sent by POST, with their controls, those outside too."""

    def __init__(self, html, page_path):
        super().__init__(convert_charrefs=True)
        self.forms, self.page_path = [], page_path
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self._form = self._area = self._select = self._option = None
        self._folds, self._blocks, self._templates, self._outside = [], [], 0, []
        self._buttons = []
        self.feed(html)
        self.close()
        by_name = {form.name: form for form in self.forms if form.name}
        for name, control in self._outside:
            if name in by_name:
                by_name[name].controls.append(control)
        for name, path in self._buttons:
            if name in by_name:
                by_name[name].buttons.add(path)

    def handle_starttag(self, tag, attrs):
        """A form, a fold, a block, or a control."""
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
        elif tag == "div":
            is_block = BLOCKS & set((attributes.get("class") or "").split())
            self._blocks.append(start if is_block else None)
        elif tag == "option" and self._select:
            self._option = Option(attributes, start, end)
            self._select.options.append(self._option)
        elif tag == "button" and attributes.get("formaction"):
            self._note_button(attributes)
        elif tag in ("input", "textarea", "select"):
            block = next((block for block in reversed(self._blocks) if block is not None), start)
            self._begin_control(Control(tag, attributes, start, end, list(self._folds), block))

    def handle_endtag(self, tag):
        """Where one of them ends."""
        if tag == "template":
            self._templates = max(self._templates - 1, 0)
        elif tag == "form":
            self._form = None
        elif tag == "details" and self._folds:
            self._folds.pop()
        elif tag == "div" and self._blocks and not self._templates:
            self._blocks.pop()
        elif tag == "textarea" and self._area:
            self._area.inner = (self._area.end, self._place())
            self._area = None
        elif tag in ("select", "option"):
            self._option = None
            if tag == "select" and self._select:
                self._select.close = self._place() + len("</select>")
            self._select = None if tag == "select" else self._select

    def handle_data(self, data):
        """The words of a choice."""
        if self._option:
            self._option.words += data

    def _begin_form(self, attributes, end):
        action = urlsplit(attributes.get("action") or "").path or self.page_path
        self._form = Form(action, end, attributes.get("id"))
        if (attributes.get("method") or "").lower() == "post":
            self.forms.append(self._form)

    def _note_button(self, attributes):
        path = urlsplit(attributes["formaction"]).path
        if owner := attributes.get("form"):
            self._buttons.append((owner, path))
        elif self._form:
            self._form.buttons.add(path)

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
