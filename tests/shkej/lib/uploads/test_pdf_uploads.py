"""PDFs that come in: made anew from their pages, or refused (docs/security.md, R39 to R41)."""

from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from pikepdf import Array, Dictionary, Name, String

from shkej.lib.uploads.reading import read_upload
from tests.pictures import PDF, SECRET, photo_with_place, upload

PROGRAM = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def refused(content):
    with pytest.raises(ValidationError) as refusal:
        read_upload(upload(content))
    return refusal.value.code


def taken(content):
    kind, made = read_upload(upload(content, "a.exe"))
    assert kind == "pdf"
    return made


def pdf(change=lambda pdf, page: None, **options):
    """A PDF of one page that was changed, its objects packed where `options` do not say else."""
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(200, 200))
        change(made, page)
        file = BytesIO()
        packed = pikepdf.ObjectStreamMode.generate
        made.save(file, **{"object_stream_mode": packed, **options})
    return file.getvalue()


def opens_with(action):
    return lambda made, page: made.Root.__setitem__("/OpenAction", action)


def with_file(made, page):
    made.attachments["list.exe"] = b"MZ"


def note(**facts):
    def change(made, page):
        page.Annots = Array(
            [made.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **facts))]
        )

    return change


def on_opening_a_page(made, page):
    page.AA = Dictionary(O=PROGRAM)


ACTIVE = {
    "a program when it opens": opens_with(PROGRAM),
    "a program started": opens_with(Dictionary(S=Name.Launch, F=String("cmd.exe"))),
    "a form that is sent": opens_with(Dictionary(S=Name.SubmitForm, F=String("http://x.example"))),
    "a program of a page": on_opening_a_page,
    "a program of a link": note(Subtype=Name.Link, A=PROGRAM),
    "another file": with_file,
    "another file on a page": note(Subtype=Name.FileAttachment),
    "a film": note(Subtype=Name.RichMedia),
}


@pytest.mark.parametrize("is_packed", [True, False])
@pytest.mark.parametrize("name", ACTIVE)
def test_r41_a_pdf_that_does_something_is_refused(name, is_packed):
    modes = pikepdf.ObjectStreamMode
    mode = modes.generate if is_packed else modes.disable

    assert refused(pdf(ACTIVE[name], object_stream_mode=mode)) == "active"


@pytest.mark.parametrize("part", [b"/AA << /O << /S /J#61vaScript >> >>", b"/#4caunch true"])
def test_r41_a_name_written_otherwise_is_the_same_name(part):
    assert refused(PDF.replace(b"/Type", part + b" /Type")) == "active"


def test_r39_what_happens_by_itself_and_who_made_it_stays_behind():
    def change(made, page):
        made.Root.OpenAction = Array([page.obj, Name.Fit])
        made.docinfo["/Author"] = SECRET
        with made.open_metadata() as said:
            said["dc:creator"] = [SECRET]
        page.PieceInfo = Dictionary(X=Dictionary(Private=String(SECRET)))

    made = taken(pdf(change, compress_streams=False))

    assert SECRET.encode() not in made
    with pikepdf.open(BytesIO(made)) as read:
        assert len(read.pages) == 1
        assert set(read.Root.keys()) == {"/Type", "/Pages"}
        assert set(read.trailer.keys()) == {"/ID", "/Root", "/Size"}


def test_r39_a_photo_within_a_pdf_does_not_say_where_it_was_taken():
    def change(made, page):
        photo = made.make_stream(photo_with_place())
        photo.update(Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40))
        photo.ColorSpace, photo.BitsPerComponent = Name.DeviceRGB, 8
        photo.Filter = Name.DCTDecode
        page.Resources = Dictionary(XObject=Dictionary(P=photo))

    content = pdf(change)
    assert SECRET.encode() in content

    made = taken(content)

    assert SECRET.encode() not in made
    with pikepdf.open(BytesIO(made)) as read:
        photo = pikepdf.PdfImage(read.pages[0].Resources.XObject.P).as_pil_image()
    assert photo.size == (60, 40)


def test_what_was_written_on_a_page_stays():
    made = taken(pdf(note(Subtype=Name.FreeText, Contents=String("27 nënshkrime"))))

    with pikepdf.open(BytesIO(made)) as read:
        assert str(read.pages[0].Annots[0].Contents) == "27 nënshkrime"


def test_a_file_that_is_two_kinds_is_a_pdf_alone_afterwards():
    made = taken(PDF.replace(b"%%EOF", b"%" + SECRET.encode() + b"\n%%EOF") + b"\nMZ\x90\0" * 20)

    assert SECRET.encode() not in made
    assert b"MZ" not in made


def test_a_pdf_with_a_password_is_refused_in_words():
    locked = pdf(encryption=pikepdf.Encryption(user="x", owner="y"))

    assert refused(locked) == "password"


def test_r41_few_bytes_that_stand_for_very_many_are_refused():
    def change(made, page):
        page.X = made.make_indirect(Array([String("0" * 8_000_000)]))

    content = pdf(change)
    assert len(content) < 100_000

    assert refused(content) == "unreadable"
