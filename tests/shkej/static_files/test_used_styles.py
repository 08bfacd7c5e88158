"""Of a library's stylesheet stays what a page can use, and nothing that one uses is lost."""

import re

import pytest
from django.conf import settings

from shkej.static_files.used_styles import is_a_word_of_ours, only_used

USED = {"btn", "show"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (".btn{color:red}.toast{color:blue}", ".btn{color:red}"),
        (".toast,.btn:hover{color:red}", ".btn:hover{color:red}"),
        (".btn.show{color:red}.btn.toast{color:red}", ".btn.show{color:red}"),
        (".btn:not(.toast){color:red}", ".btn:not(.toast){color:red}"),
        (":is(.toast,a) .btn{color:red}", ":is(.toast,a) .btn{color:red}"),
        ("a,[data-toast]>p{color:red}", "a,[data-toast]>p{color:red}"),
        ("@media print{.toast{color:red}}", ""),
        (
            "@media print{.toast{color:red}.btn{color:red}}",
            "@media print{.btn{color:red}}",
        ),
        ("@keyframes toast{to{color:red}}", "@keyframes toast{to{color:red}}"),
        ("/*! a licence */.toast{color:red}", "/*! a licence */"),
    ],
)
def test_rules_of_unused_classes_are_left_out(before, after):
    assert only_used(before, USED.__contains__) == after


def test_words_of_templates_scripts_and_libraries_are_used():
    assert is_a_word_of_ours("form-control")  # of crispy-bootstrap5 too
    assert is_a_word_of_ours("visually-hidden")
    assert not is_a_word_of_ours("offcanvas-header")


def test_of_bootstrap_every_rule_of_a_button_stays_and_half_of_it_goes():
    whole = (settings.BASE_DIR / "static/vendor/bootstrap/bootstrap.min.css").read_text()
    used = only_used(whole)

    assert len(used) < len(whole) / 2
    assert used.count(".btn:") == whole.count(".btn:") > 0
    assert re.search(r"/\*!.*Bootstrap", used, re.S)
    assert ".offcanvas" not in used


def test_of_our_own_stylesheets_each_class_is_used():
    written_by_htmx = {"htmx-request"}
    unused = {}
    for path in (settings.BASE_DIR / "static" / "css").rglob("*.css"):
        text = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(), flags=re.DOTALL)
        classes = set(re.findall(r"\.([A-Za-z][\w-]*)", text)) - written_by_htmx
        unused |= {name: path.name for name in classes if not is_a_word_of_ours(name)}

    assert unused == {}
