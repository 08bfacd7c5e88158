"""The page of a check on which bad rows are corrected, as whoever sits before it uses it."""

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.importing import uploads
from participants.models import Participant
from tests.drafts.pages import fields_of, form_of
from tests.events.importing.import_files import attendance, csv_file

IMPORT, APPLY = reverse("events:import"), reverse("events:import_apply")
ANSWER = reverse("events:import_answer")
GOOD = attendance()
OLD = attendance(first_name="Beni", last_name="Leka", age="-4")
SEX = attendance(first_name="Drita", last_name="Shehu", sex="x")
NAMELESS = attendance(first_name="", last_name="Zeqo")


def send(client, *rows):
    content = rows[0] if isinstance(rows[0], bytes) else csv_file(rows)
    return client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", content)})


def fields(page):
    """What the form of a page would send: {name: value} of its cells, and of who is left out."""
    shown = page.context["correcting"]
    every = [*shown.bad, *shown.corrected]
    return {cell.name: cell.text for line in every for cell in line.cells} | {
        line.out: "on" for line in every if line.is_out
    }


def named(page, column, row=None):
    """The name of the control of a column, of the first line that has one or of that `row`."""
    shown = page.context["correcting"]
    return next(
        cell.name
        for line in [*shown.bad, *shown.corrected]
        for cell in line.cells
        if cell.name.endswith(f"-{column}") and row in (None, line.row)
    )


def check_again(client, page, typed=(), **more):
    """Press the button of a page, with what is typed: {name of a control: text}."""
    form = {"upload": page.context["token"], "lines": page.context["correcting"].offer}
    return client.post(ANSWER, form | fields(page) | dict(typed) | {"correct": "1"} | more)


def correct(client, page, **typed):
    """Type into the cells of these columns and check again."""
    return check_again(client, page, {named(page, column): text for column, text in typed.items()})


def correct_all(client, page, column, *texts):
    """Type into this column of each bad line, in their order."""
    names = [
        cell.name
        for line in page.context["correcting"].bad
        for cell in line.cells
        if cell.name.endswith(f"-{column}")
    ]
    return check_again(client, page, zip(names, texts, strict=True))


def bring(client, page, **more):
    return client.post(APPLY, {"upload": page.context["token"], **more})


def typed_and_imported(client, page, typed=(), without=(), **more):
    """Press the button that imports, of a page with what is typed and not checked."""
    form = fields_of(form_of(page, ANSWER)) | dict(typed) | more
    return client.post(APPLY, {name: form[name] for name in form if name not in without})


def is_checked_first(page):
    return "Nothing was imported yet" in text(page) and not Participant.objects.exists()


def kept_files():
    if not default_storage.exists(uploads.FOLDER):  # no test has kept a file yet
        return set()
    return set(default_storage.listdir(uploads.FOLDER)[1])


def bad(page):
    return {problem.row: problem.column for problem in page.context["result"].rejected}


def text(page):
    return page.content.decode()
