"""What of a library's stylesheet some page of ours can use; the rest stays behind.

A rule is used where each class that it names stands as a word in a template, a script or our
Python, wherever that is: rather too much is kept than too little. Where a name is put together
(`btn-{{ kind }}`), all that begin so are used. Nothing is known of what a page shows: elements,
states and attributes are never looked at.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import tinycss2
from django.conf import settings
from django.template.utils import get_app_template_dirs

WORD = re.compile(r"[A-Za-z][\w-]*")
WRITES_CLASSES = ("crispy_forms", "crispy_bootstrap5")  # libraries whose Python names classes too
LEFT_OUT = {"tests", "benchmarks", "node_modules", "staticfiles", "var"}


def only_used(text, is_used=None):
    """The stylesheet `text` without rules of classes that nobody uses (`is_used(name)`)."""
    return "".join(_kept(tinycss2.parse_stylesheet(text), is_used or is_a_word_of_ours))


def _kept(rules, is_used):
    for rule in rules:
        if rule.type == "qualified-rule":
            ways = [way for way in _ways(rule.prelude) if all(map(is_used, _classes(way)))]
            if ways:
                selector = ",".join(map(tinycss2.serialize, ways))
                yield f"{selector}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"}:
            inside = "".join(_kept(tinycss2.parse_rule_list(rule.content), is_used))
            if inside:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inside}}}"
        else:
            yield rule.serialize()


def _ways(prelude):
    """The selectors of a rule, which commas part."""
    ways = [[]]
    for part in prelude:
        if part == ",":
            ways.append([])
        else:
            ways[-1].append(part)
    return ways


def _classes(selector):
    """The classes that something must have; what is in `:not(…)` it need not have."""
    return [
        name.value
        for before, name in zip(selector, selector[1:], strict=False)
        if before == "." and name.type == "ident"
    ]


def is_a_word_of_ours(name):
    """Whether the class `name` may be on a page."""
    words, beginnings = _words_of_ours()
    return name in words or name.startswith(beginnings)


@cache
def _words_of_ours():
    """All words of what pages are made of, and those with which a longer one begins."""
    words = set()
    for path in _sources():
        words.update(WORD.findall(path.read_text(encoding="utf-8", errors="replace")))
    return words, tuple(word for word in words if word.endswith("-"))


def _sources():
    folders = [Path(folder) for engine in settings.TEMPLATES for folder in engine.get("DIRS", ())]
    for folder in {*folders, *map(Path, get_app_template_dirs("templates"))}:
        yield from folder.rglob("*.html")
    for library in WRITES_CLASSES:
        yield from Path(find_spec(library).origin).parent.rglob("*.py")
    yield from (settings.BASE_DIR / "static" / "js").rglob("*.js")
    for folder in settings.BASE_DIR.iterdir():
        if folder.is_dir() and folder.name[0] != "." and folder.name not in LEFT_OUT:
            yield from folder.rglob("*.py")
