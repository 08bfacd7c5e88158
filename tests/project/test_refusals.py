"""How a refusal becomes messages, or errors of a form, is said in `shkej/lib/refusals.py` alone."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from shkej.lib.refusals import tell, tell_at

OTHERWISE = re.compile(r"messages\.\w+\(\s*request,[^)]*refusal\.|for \w+ in refusal\.messages")
APPS = "accounts drafts background partners participants events reports".split()


class PersonForm(forms.Form):
    name = forms.CharField()
    age = forms.IntegerField()
    asked_as = {"told_age": "age"}


def test_no_view_tells_a_refusal_in_a_way_of_its_own():
    read, found = 0, []
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            read += 1
            if OTHERWISE.search(path.read_text(encoding="utf-8")):
                found.append(path.relative_to(settings.BASE_DIR).as_posix())

    assert read > 300
    assert found == []


def test_each_sentence_of_a_refusal_is_a_message(rf, monkeypatch):
    said = []
    monkeypatch.setattr(
        "shkej.lib.refusals.messages.error", lambda request, text: said.append(text)
    )

    tell(rf.get("/"), ValidationError([ValidationError("%(n)s left.", params={"n": 3}), "No."]))

    assert said == ["3 left.", "No."]


def test_a_refusal_stands_at_the_field_that_asks_for_it():
    form = PersonForm({"name": "Ana", "age": 3})

    tell_at(form, ValidationError({"told_age": "Too old.", "name": "Taken.", "code": "Gone."}))
    tell_at(form, ValidationError("Closed."))

    assert form.errors == {"age": ["Too old."], "name": ["Taken."], "__all__": ["Gone.", "Closed."]}
