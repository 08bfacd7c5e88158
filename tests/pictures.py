"""Small files to upload: good ones, and ones that only look good."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = (
    b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
    b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n"
    b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >> endobj\n"
    b"trailer << /Root 1 0 R >>\n%%EOF\n"
)
SECRET = "Rruga-e-shtepise-12"


def picture(kind="JPEG", size=(60, 40), **options):
    """A picture whose left half is black."""
    image = Image.new("RGB", size, "white")
    image.paste("black", (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo_with_place():
    """A photo that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 19.0, 30.0), 3: "E", 4: (19.0, 49.0, 3.0)})
    return picture(exif=exif, comment=SECRET.encode())


def archive():
    """A ZIP archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as pages:
        pages.writestr("index.html", SECRET)
    return file.getvalue()


def upload(content, name="lista.jpg"):
    """The file as a browser sends it, with a type that says nothing true."""
    return SimpleUploadedFile(name, content, content_type="image/png")
