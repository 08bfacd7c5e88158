"""Typing into each control of a form of a page, as somebody would who fills in all of it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.drafts.pages import fields_of

NOT_TYPED = {"hidden", "submit", "button", "file", "password"}
GONE = "gone-meanwhile"
FILE = "lista <prill>.zip"


def controls(form):
    """What somebody types into or chooses from, also what stands outside of the form."""
    own = list(form.iter("input", "select", "textarea"))
    if form.get("id"):
        own += form.getroottree().xpath(f"//*[@form='{form.get('id')}']")
    return [
        control
        for control in own
        if control.tag != "button"
        and control.get("name")
        and control.get("type") not in NOT_TYPED
        and not any(above.tag == "template" for above in control.iterancestors())
    ]


def file_fields(form):
    """The names of the fields that take files."""
    return [field.get("name") for field in form.xpath(".//input[@type='file']")]


def typed_into(form):
    """{field: value or values}: words where words go, and another choice wherever there is one."""
    typed = {}
    for number, control in enumerate(controls(form)):
        name, kind = control.get("name"), control.get("type") or control.tag
        if kind == "select":
            chosen = control.value if isinstance(control.value, str) else None
            others = [value for value in control.value_options if value and value != chosen]
            if others:
                typed[name] = others[-1]
        elif kind == "radio":
            if control.get("checked") is None:
                typed[name] = control.get("value")
        elif kind == "checkbox":
            typed.setdefault(name, []).append(control.get("value", "on"))
        else:
            typed[name] = f"Fjala {number} “x” & <b>"
    return typed


def gone_choices(form):
    """{field: value} that no choice of the form offers, for each choice but yes and no."""
    return {
        control.get("name"): GONE
        for control in controls(form)
        if control.tag == "select"
        or control.get("type") == "radio"
        or (control.get("type") == "checkbox" and control.get("value", "on") != "on")
    }


def sent_by(form, typed):
    """What a browser would send by its first button, with a file that nobody can read."""
    data = fields_of(form) | typed
    for button in form.xpath(".//button[@type='submit'][@name]")[:1]:
        data[button.get("name")] = button.get("value", "")
    return data | {
        name: SimpleUploadedFile(FILE, b"neither a list nor a picture")
        for name in file_fields(form)
    }


def shown_in(form, name):
    """[values] of a field as the form stands."""
    value = fields_of(form).get(name, [])
    return value if isinstance(value, list) else [value]


def closed_over(form, names):
    """The fields of `names` that are in a fold that is closed."""
    return {
        control.get("name")
        for control in controls(form)
        if control.get("name") in names
        and any("open" not in fold.attrib for fold in control.iterancestors("details"))
    }
