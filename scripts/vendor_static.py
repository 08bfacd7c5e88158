"""Fetch the vendored static files afresh from their npm packages.

Needs npm. To move to a newer version, change it in PACKAGES, run this and look at the difference.
Comments that point at source maps are cut, since the maps are not vendored and the manifest of
static files refuses a reference to a missing file.
"""

import hashlib
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
FONT = "@expo-google-fonts/source-sans-3"
# (package, version, licence, {file in the package: file under static/vendor})
PACKAGES = [
    (
        "bootstrap",
        "5.3.9",
        "MIT",
        {
            "dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
            "LICENSE": "bootstrap/LICENSE",
        },
    ),
    (
        "htmx.org",
        "2.0.11",
        "0BSD",
        {"dist/htmx.min.js": "htmx/htmx.min.js", "LICENSE": "htmx/LICENSE"},
    ),
    (
        "idb",
        "8.0.4",
        "ISC",
        {"build/index.js": "idb/idb.js", "LICENSE": "idb/LICENSE"},
    ),
    (
        FONT,
        "0.4.1",
        "OFL-1.1",
        {
            "400Regular/SourceSans3_400Regular.ttf": "fonts/SourceSans3-Regular.ttf",
            "400Regular_Italic/SourceSans3_400Regular_Italic.ttf": "fonts/SourceSans3-Italic.ttf",
            "700Bold/SourceSans3_700Bold.ttf": "fonts/SourceSans3-Bold.ttf",
            "LICENSE_FONT": "fonts/LICENSE",
        },
    ),
]
README = """\
# Vendored static files

Copied out of npm packages by `scripts/vendor_static.py`, which also writes this table. Nothing here
is edited by hand; comments pointing at source maps are cut. The licence of each stands beside it.

| file | package | version | licence | SHA-256 of the file |
|---|---|---|---|---|
"""


def main():
    rows = []
    for package, version, licence, files in PACKAGES:
        for source, content in read_package(package, version, files).items():
            target = VENDOR / files[source]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            rows.append(f"| {files[source]} | {package} | {version} | {licence} | `{digest}` |\n")
    (VENDOR / "README.md").write_text(README + "".join(rows), encoding="utf-8")


def read_package(package, version, files):
    """Return {name: content} of `files` of an npm package."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, f"{package}@{version}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            return {
                name: without_source_map(name, tar.extractfile(f"package/{name}").read())
                for name in files
            }


def without_source_map(name, content):
    """Cut the comment that points at a source map."""
    if name.endswith(".css"):
        return re.sub(rb"/\*# sourceMappingURL=.*?\*/\s*", b"", content)
    if name.endswith(".js"):
        return re.sub(rb"^//# sourceMappingURL=.*\n?", b"", content, flags=re.MULTILINE)
    return content


if __name__ == "__main__":
    main()
