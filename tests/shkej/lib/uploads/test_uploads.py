"""Which files come in, and what is left of them (docs/security.md, R39 to R41)."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from shkej.lib.pdf import write_pages
from shkej.lib.uploads.reading import clean_name, read_upload
from tests.pictures import PDF, SECRET, archive, photo_with_place, picture, upload


def refused(content):
    with pytest.raises(ValidationError) as refusal:
        read_upload(upload(content))
    return refusal.value.code


def huge_png(width, height):
    """A PNG of a few bytes that says it has that many points."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def test_place_and_time_of_a_photo_are_gone_and_it_stands_upright():
    kind, content = read_upload(upload(photo_with_place()))

    assert kind == "jpg"
    assert SECRET.encode() not in content
    assert b"Exif" not in content
    image = Image.open(io.BytesIO(content))
    assert not image.getexif()
    assert "comment" not in image.info
    assert image.size == (40, 60)
    assert image.getpixel((20, 5))[0] < 60 < 200 < image.getpixel((20, 55))[0]


def test_texts_in_a_png_are_gone():
    texts = PngInfo()
    texts.add_text("Description", SECRET)
    texts.add_itxt("XML:com.adobe.xmp", SECRET)

    kind, content = read_upload(upload(picture("PNG", pnginfo=texts)))

    assert kind == "png"
    assert SECRET.encode() not in content
    assert Image.open(io.BytesIO(content)).size == (60, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_depth_are_kept(mode):
    file = io.BytesIO()
    Image.new(mode, (9, 9)).save(file, "PNG")

    assert read_upload(upload(file.getvalue()))[0] == "png"


def test_a_print_in_four_colours_is_kept():
    file = io.BytesIO()
    Image.new("CMYK", (9, 9)).save(file, "JPEG")

    assert read_upload(upload(file.getvalue()))[0] == "jpg"


def test_a_truncated_picture_is_refused_whatever_another_library_has_set(monkeypatch):
    import weasyprint  # noqa: F401 – sets it for the whole process

    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    assert refused(picture(size=(600, 400), quality=95)[:-2000]) == "unreadable"
    assert refused(picture("PNG", size=(600, 400))[:-200]) == "unreadable"


def test_making_a_pdf_leaves_pillow_as_strict_as_it_was():
    write_pages(["<p>x</p>"])

    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_what_a_phone_appends_to_a_photo_does_not_come_along():
    _kind, content = read_upload(upload(picture() + b"SEFT" + SECRET.encode()))

    assert SECRET.encode() not in content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\0" * 40,
        b"RIFF\0\0\0\0WEBPVP8 ",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\0",
        archive(),
        picture() + archive(),
        PDF + archive(),
        picture() + b"<script>alert(1)</script>",
        picture(comment=b"<?php system('x'); ?>"),
        b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF",
        b" " + PDF,
    ],
)
def test_other_files_and_files_of_two_kinds_are_refused(content):
    assert refused(content) == "wrong_type"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (picture()[:-200], "unreadable"),
        (b"\xff\xd8\xff" + b"\0" * 50, "unreadable"),
        (b"%PDF-1.7\nno end", "unreadable"),
        (PDF.replace(b"[3 0 R]", b"[]"), "unreadable"),
        (huge_png(8000, 5001), "too_many"),
        (huge_png(60000, 60000), "too_many"),
        (b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024), "too_large"),
    ],
)
def test_damaged_and_huge_files_are_refused(content, code):
    assert refused(content) == code


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("lista.JPG", "jpg", "lista.jpg"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        (r"C:\Users\x\lista e firmave.pdf", "pdf", "lista e firmave.pdf"),
        ("CON", "pdf", "CON.pdf"),
        ("a\u202egpj.exe", "pdf", "a gpj.pdf"),
        ("a\r\nSet-Cookie: x.png", "png", "a Set-Cookie: x.png"),
        ("Fe\u0308mije\u0308.png", "png", "Fëmijë.png"),
        ("ë" * 300 + ".jpg", "jpg", "ë" * 100 + ".jpg"),
        (".jpg", "jpg", "file.jpg"),
        ("", "png", "file.png"),
        ("<b>x</b>.png", "png", "b>.png"),
    ],
)
def test_names_are_one_line_without_a_path(name, kind, shown):
    assert clean_name(name, kind) == shown
