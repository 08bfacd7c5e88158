"""A name that one block of a template sets is empty in another: a link to it leads nowhere."""

import re

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

from tests.project.templates import templates

WORDS = re.compile(r"""_?\(?"[^"]*"\)?|'[^']*'""")
KEPT = re.compile(r"\b(?:as|asvar) (\w+)$")
OWN = re.compile(r"\bfor (\w+)(?:, (\w+))* in |(?<= )(\w+)(?==)")
READ = re.compile(r"(?<![\w.\-])([a-z_]\w*)(?![\w=])")


def empty_in(source):
    """[(name, block that sets it, block that reads it without setting it)] of a template."""
    kept_in, own_in, read_in, block, depth = {}, {}, {}, None, 0
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK and token.contents.startswith("block "):
            block = block or token.contents.split()[1]
            depth += 1
        elif token.token_type is TokenType.BLOCK and token.contents.startswith("endblock"):
            depth -= 1
            block = block if depth else None
        elif block and token.token_type in (TokenType.BLOCK, TokenType.VAR):
            contents = WORDS.sub(" ", token.contents).strip()
            kept, own = KEPT.findall(contents), OWN.findall(contents)
            kept_in.setdefault(block, set()).update(kept)
            own_in.setdefault(block, set()).update(*own)
            # A tag's own word is no name: translate, include, url.
            rest = contents.partition(" ")[2] if token.token_type is TokenType.BLOCK else contents
            read = set(READ.findall(KEPT.sub("", rest)))
            read_in.setdefault(block, set()).update(read - kept_in[block] - own_in[block])
    return [
        (name, setter, reader)
        for setter, names in kept_in.items()
        for reader, read in read_in.items()
        for name in sorted(names & read)
        if setter != reader
    ]


def test_no_template_reads_in_one_block_what_another_sets():
    found, read = {}, 0
    for path in templates():
        place = path.relative_to(settings.BASE_DIR)
        read += 1
        if wrong := empty_in(path.read_text(encoding="utf-8")):
            found[place.as_posix()] = wrong

    assert read > 200
    assert found == {}


@pytest.mark.parametrize(
    ("inside", "empty"),
    [
        ('<a href="{{ page }}">', ["page"]),
        ('{% include "form.html" with back=page %}', ["page"]),
        ('{% url "other" as page %}<a href="{{ page }}">', []),
        ("{% for page in pages %}{{ page }}{% endfor %}{{ report.page }}", []),
        ('{% translate "page" %}{% include "form.html" with page=url %}', []),
    ],
)
def test_what_is_empty_is_recognised(inside, empty):
    source = "{% block back %}{% url 'x' as page %}{% endblock %}{% block content %}"

    found = empty_in(f"{source}{inside}{{% endblock content %}}")

    assert [name for name, _setter, _reader in found] == empty
