"""One file for a page of what is written in many: one stylesheet and one script.

A stylesheet names its parts by `@import url("…");`, a script by ES imports; until they are
collected a browser follows both by itself. No library without node joins ES modules, and ours keep
to a few forms of import and export: whatever else a script uses is refused, not passed unjoined.
Comments on lines of their own stay behind, but not licences (`/*!`): a tenth of the bytes. So do a
library's rules that no page of ours uses: half of its stylesheet (`used_styles.py`).
"""

import posixpath
import re
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured

from shkej.static_files.used_styles import only_used

JOINED = (
    "css/shkej.css",
    "js/page.js",
    "js/register_page.js",
    "js/door_page.js",
    "js/locked_page.js",
)
CSS_IMPORT = re.compile(r'^@import url\("([^"]+)"\);\n', re.M)
CSS_URL = re.compile(r'url\("(?!data:|#|/)([^"]+)"\)')
CHARSET = re.compile(r'^@charset "UTF-8";', re.I)
JS_IMPORT = re.compile(r'^import (?:(\* as \w+|\{[^}]*\}) from )?"(\.[^"]+)";\n', re.M)
JS_EXPORT = re.compile(r"^export (?=(?:async function|function\*?|const|class) (\w+))", re.M)
JS_EXPORTS = re.compile(r"^export \{ (\w+(?:, \w+)*) \};\n?", re.M)
LONGEST_DRAWING = 1000
LIBRARIES = "vendor/"
CSS_COMMENT = re.compile(r"/\*(?!!)(?:(?!\*/).)*\*/\n?", re.S)
JS_COMMENT = re.compile(r"^[ \t]*(?:/\*(?!!)(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.M | re.S)
UNKNOWN = re.compile(r"^\s*(?:import|export)\b.*|.*\b(?:import\(|import\.meta|module\d).*", re.M)
SEVERAL = re.compile(r"^export (?:const|let|var) (?!.*=>)[^=(\n]*=[^\n(\[{]*,.*", re.M)


def joined(name, read):
    """The text of `name` with all that it imports; `read(name)` gives a file's text.

    ImproperlyConfigured where a script says an import or export in a form that is not known here.
    """
    return _style(name, read) if name.endswith(".css") else _script(name, read)


def _style(name, read):
    text = CSS_COMMENT.sub("", read(name))
    parts = [
        _moved(CHARSET.sub("", CSS_COMMENT.sub("", read(part))), part, name, read)
        for part in (_beside(name, found) for found in CSS_IMPORT.findall(text))
    ]
    whole = "\n".join([CSS_IMPORT.sub("", text).rstrip(), *map(str.rstrip, parts), ""])
    if "@import" in whole:
        raise ImproperlyConfigured(f"{name}: a part is imported in a form that is not known.")
    return whole


def _moved(text, source, target, read):
    """The stylesheet `source` as part of `target`: what it names beside itself is still found.

    Of a library's that is what our pages use (`used_styles.py`). A drawing of a few lines comes
    along: it costs less than to ask for it.
    """
    if source.startswith(LIBRARIES):
        text = only_used(text)

    def from_target(found):
        name = _beside(source, found[1])
        drawing = read(name) if name.endswith(".svg") else ""
        if 0 < len(drawing) <= LONGEST_DRAWING:
            return f'url("data:image/svg+xml,{quote(drawing.strip())}")'
        return f'url("{posixpath.relpath(name, posixpath.dirname(target))}")'

    return CSS_URL.sub(from_target, text)


def _beside(name, address):
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def _script(name, read):
    """Each module once, in a block of its own, after those that it imports."""
    blocks = {}
    _add(name, read, blocks, ())
    return "\n".join(blocks.values())


def _add(name, read, blocks, importing):
    if name in importing:
        raise ImproperlyConfigured(f"{name} imports itself, by way of {importing[-1]}.")
    text = _without_comments(name, read(name))
    for _names, address in JS_IMPORT.findall(text):
        if _beside(name, address) not in blocks:
            _add(_beside(name, address), read, blocks, (*importing, name))
    numbers = {module: number for number, module in enumerate(blocks)}
    blocks[name] = _block(name, text, numbers)


def _without_comments(name, text):
    """A script without the comments that have lines of their own."""

    def left_out(comment):
        if text.count("`", 0, comment.start()) % 2:
            raise ImproperlyConfigured(f"{name}: what looks like a comment stands in a text.")
        return ""

    return JS_COMMENT.sub(left_out, text)


def _block(name, text, numbers):
    exports = ", ".join(JS_EXPORT.findall(text) + JS_EXPORTS.findall(text))
    unknown = UNKNOWN.search(JS_IMPORT.sub("", JS_EXPORT.sub("", JS_EXPORTS.sub("", text))))
    if unknown or SEVERAL.search(text):
        what = (unknown or SEVERAL.search(text))[0].strip()
        raise ImproperlyConfigured(f"{name} cannot be joined with others: {what}")
    body = JS_IMPORT.sub(lambda found: _taken(found, name, numbers), text)
    body = JS_EXPORT.sub("", JS_EXPORTS.sub("", body))
    given = f"Object.assign(module{len(numbers)}, {{ {exports} }});\n" if exports else ""
    return f"/* {name} */\nconst module{len(numbers)} = {{}};\n{{\n{body.rstrip()}\n{given}}}\n"


def _taken(found, name, numbers):
    """The import statement of a module that is above, as a `const`."""
    names, address = found.groups()
    if not names:
        return ""
    module = f"module{numbers[_beside(name, address)]}"
    names = names.removeprefix("* as ") if names.startswith("*") else names.replace(" as ", ": ")
    return f"const {names} = {module};\n"
