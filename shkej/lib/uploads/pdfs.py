"""PDFs made anew from their pages: what else a file holds stays behind, or refuses it.

What a PDF can do besides being read may be in streams that are packed, under names written with
#xx: so its objects are read, not its bytes. Nothing is drawn and no page is unpacked.
"""

from io import BytesIO

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pikepdf import Array, Dictionary, Name, Stream, settings

# Programs, other files, and what sends or fetches something.
ACTIVE = {
    *("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia"),
    *("/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/FileAttachment", "/XFA"),
    *("/Rendition", "/Movie", "/Sound", "/Screen", "/3D", "/RichMediaExecute", "/Collection"),
}
ACTIONS = {"/GoTo", "/URI"}  # within the file, or an address that the reader is asked about
# Of a page and of what it shows: what happens by itself, and who made it when.
BY_ITSELF = (
    "/AA",
    "/PA",
    "/Next",
    "/OpenAction",
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/AF",
)
MOST_OBJECTS = 300_000
MOST_UNPACKED = 4 * 1024 * 1024  # of one list of objects, some thousands; pages stay packed
# Of a JPEG: where and when it was taken (Exif, XMP, IPTC), and remarks.
METADATA_OF_A_JPEG = {0xE1, 0xED, 0xFE}
START_OF_SCAN = 0xDA

settings.set_qpdf_limits(
    doc_max_warnings=1_000,
    parser_max_nesting=100,
    max_stream_filters=2,
    flate_max_memory=MOST_UNPACKED,
    run_length_max_memory=MOST_UNPACKED,
    png_max_memory=MOST_UNPACKED,
    tiff_max_memory=MOST_UNPACKED,
    dct_max_memory=MOST_UNPACKED,
)


def made_anew(content):
    """The bytes of a PDF with the pages of `content` alone.

    ValidationError "active" where it holds more than pages, "unreadable" where it cannot be read.
    """
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as given, pikepdf.new() as made:
            _refuse_active(given)
            if not len(given.pages):
                raise _unreadable()
            made.pages.extend(given.pages)
            for one in made.objects:
                if isinstance(one, Dictionary | Stream):
                    _make_still(one)
            return _written(made)
    except pikepdf.PasswordError:
        raise ValidationError(
            _("This PDF has a password. Print or scan it anew without one."), "password"
        ) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        raise _unreadable() from None


def _written(pdf):
    file = BytesIO()
    pdf.save(
        file,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        deterministic_id=True,
    )
    return file.getvalue()


def _refuse_active(pdf):
    """Look at each object of the file, those that nothing leads to as well."""
    waiting, seen = [*pdf.objects, pdf.trailer], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > MOST_OBJECTS:
            raise _unreadable()
        if isinstance(one, Name):
            if str(one) in ACTIVE:
                raise _active()
        elif isinstance(one, Array):
            waiting += [part for part in one if _is_own(part)]
        elif isinstance(one, Dictionary | Stream):
            if not ACTIVE.isdisjoint(one):
                raise _active()
            waiting += [one[key] for key in one if _is_own(one.get(key))]


def _is_own(part):
    """Whether it stands where it is used: what is only named there is looked at by itself."""
    return isinstance(part, Name) or (isinstance(part, Array | Dictionary) and not part.is_indirect)


def _make_still(one):
    for key in BY_ITSELF:
        if key in one:
            del one[key]
    action = one.get("/A")
    if isinstance(action, Dictionary) and "/S" in action and str(action["/S"]) not in ACTIONS:
        del one["/A"]
    if isinstance(one, Stream) and one.get("/Filter") == Name.DCTDecode:
        one.write(bare_jpeg(one.read_raw_bytes()), filter=Name.DCTDecode)


def bare_jpeg(content):
    """A JPEG without what it says of place, time and maker; its points are untouched."""
    kept, place = [content[:2]], 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        mark = content[place + 1]
        if mark == START_OF_SCAN:
            break
        length = 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if mark not in METADATA_OF_A_JPEG:
            kept.append(content[place : place + length])
        place += length
    return b"".join([*kept, content[place:]])


def _active():
    return ValidationError(
        _("This PDF holds more than pages (a program or another file). Print or scan it anew."),
        "active",
    )


def _unreadable():
    return ValidationError(
        _("The file cannot be read. It may be damaged: take or scan it again."), "unreadable"
    )
