"""Which files may come in: pictures and PDFs, judged by what they hold.

Pictures are made anew from their points and PDFs from their pages: where and when they were taken,
and whatever else was in the file, does not come along.

docs/security.md, R39 to R42.
"""

import re
import unicodedata
import warnings
import zipfile
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from shkej.lib.uploads.room import check_room
from shkej.lib.uploads.scanning import check_for_viruses

MEGABYTES = 10
MEGAPIXELS = 40
LONGEST_NAME = 100
CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
PICTURES = {"jpg": "JPEG", "png": "PNG"}
BEGINNINGS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"%PDF-": "pdf"}
# What makes a page or a program of a file that also is a picture or a PDF.
MARKUP = re.compile(rb"<script|<html|<!doctype|<svg[\s>]|<\?php|<iframe", re.IGNORECASE)


def read_upload(upload):
    """The kind of a file that may come in ("jpg", "png", "pdf") and its bytes as they are kept.

    ValidationError for everything else; nothing is written anywhere.
    """
    if upload.size > MEGABYTES * 1024 * 1024:
        raise ValidationError(
            _("The file is too large (limit %(mb)s MB)."), "too_large", {"mb": MEGABYTES}
        )
    content = upload.read()
    kind = next((kind for start, kind in BEGINNINGS.items() if content.startswith(start)), None)
    if kind is None:
        raise _refused()
    check_room(upload.size)
    check_for_viruses(content)
    if MARKUP.search(content) or zipfile.is_zipfile(BytesIO(content)):
        raise _refused()
    if kind == "pdf":
        from shkej.lib.uploads import pdfs  # its library is large, and most processes read none

        return kind, pdfs.made_anew(content)
    return kind, _made_anew(content, kind)


def check_table(upload):
    """Refuse a file that is kept between two pages, as no room or the scanner wants; rewinds it."""
    check_room(upload.size)
    check_for_viruses(upload.read())
    upload.seek(0)


def clean_name(name, kind):
    """What the file was called, fit to be shown: one line, no path, with the end of its `kind`.

    A name that no system would take is cut: it only tells files apart, nothing is found by it.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(" " if _is_hidden(sign) else sign for sign in name)
    name = " ".join(name.split())
    stem = name.rpartition(".")[0] if "." in name else name
    return f"{stem.strip(' .')[:LONGEST_NAME].strip() or 'file'}.{kind}"


def _is_hidden(sign):
    """Whether a sign is a control, turns the direction of writing, or ends a line."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _refused():
    return ValidationError(
        _("This file type is not allowed. Choose a photo (JPEG or PNG) or a PDF."), "wrong_type"
    )


def _made_anew(content, kind):
    # A library that makes PDFs lets Pillow fill what is missing, for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we look ourselves
            with Image.open(BytesIO(content), formats=[PICTURES[kind]]) as picture:
                if picture.width * picture.height > MEGAPIXELS * 1_000_000:
                    raise _too_many_points()
                return _points_of(picture, kind)
    except Image.DecompressionBombError:
        raise _too_many_points() from None
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, KeyError, IndexError):
        raise _unreadable() from None


def _points_of(picture, kind):
    """The picture upright, as a file with nothing in it but its points."""
    upright = ImageOps.exif_transpose(picture)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    mode = "RGBA" if kind == "png" and has_alpha else "L" if upright.mode in ("1", "L") else "RGB"
    points = upright.convert(mode)
    points.info.clear()
    file = BytesIO()
    points.save(file, PICTURES[kind], **({"quality": 88} if kind == "jpg" else {}))
    return file.getvalue()


def _too_many_points():
    return ValidationError(
        _("The picture is too large (limit %(n)s megapixels)."), "too_many", {"n": MEGAPIXELS}
    )


def _unreadable():
    return ValidationError(
        _("The file cannot be read. It may be damaged: take or scan it again."), "unreadable"
    )
