"""Static files get names that change with their content; a page loads one style and one script."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import override_settings

from shkej.static_files.joined import joined

pytestmark = pytest.mark.slow

IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder of all static files, collected as for a real installation."""
    folder = tmp_path_factory.mktemp("static")
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "shkej.static_files.storage.StaticFiles"},
    }
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def scripts_of(folder):
    """The hashed scripts of our own."""
    return [path for path in Path(folder, "js").rglob("*.js") if HASHED.search(path.name)]


@pytest.mark.more
def test_scripts_import_each_other_by_the_names_that_change(collected):
    wrong = [
        f"{path.relative_to(collected)} imports {name}"
        for path in scripts_of(collected)
        for name in IMPORT.findall(path.read_text(encoding="utf-8"))
        if not HASHED.search(name) or not (path.parent / name).is_file()
    ]
    assert wrong == []


@pytest.mark.more
def test_a_page_loads_one_stylesheet_with_every_part_of_it(collected):
    (page,) = Path(collected, "css").glob("shkej.????????????.css")
    text = page.read_text(encoding="utf-8")

    assert "@import" not in text
    assert "--bs-body-font-size" in text  # of the first part
    assert "@media print" in text  # of the last
    drawings = [unquote(found) for found in re.findall(r'url\("data:image/svg\+xml,([^"]+)', text)]
    mark = Path(settings.BASE_DIR, "static/img/mark-present.svg").read_text(encoding="utf-8")
    assert mark.strip() in drawings
    assert ".svg" not in text


@pytest.mark.more
@pytest.mark.parametrize("name", ["page", "register_page", "door_page", "locked_page"])
def test_a_page_loads_one_script_with_every_module_once(collected, name):
    (script,) = Path(collected, "js").glob(f"{name}.????????????.js")
    text = script.read_text(encoding="utf-8")

    modules = re.findall(r"^/\* (\S+\.js) \*/$", text, re.M)
    assert len(modules) == len(set(modules)) > 1
    assert modules[-1] == f"js/{name}.js"
    assert modules.index("vendor/idb/idb.js") < modules.index("js/register/store.js")
    assert IMPORT.findall(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "import fold from './fold.js';",
        "export let number = 1;",
        'const later = import("./fold.js");',
        "export { fold as plain };",
        'export * from "./fold.js";',
        "export const one = 1, two = 2;",
        '  import { fold } from "./fold.js";',
        "const module0 = 3;",
    ],
)
def test_a_script_that_cannot_be_joined_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="one.js cannot be joined"):
        joined("js/one.js", {"js/one.js": text + "\n"}.get)


def test_scripts_that_import_each_other_in_a_circle_are_refused():
    files = {"js/one.js": 'import "./two.js";\n', "js/two.js": 'import "./one.js";\n'}
    with pytest.raises(ImproperlyConfigured, match="imports itself"):
        joined("js/one.js", files.get)


def test_comments_on_lines_of_their_own_stay_behind_and_licences_do_not():
    script = (
        "/*! Licence */\n/* Why. */\nconst one = 1; // stays\n"
        "  // goes\n/* a */ two();\n/* of\n   two lines */\nthree(`/* text */ //`);\n"
    )

    text = joined("js/one.js", {"js/one.js": script}.get)

    said = "/*! Licence */\nconst one = 1; // stays\n/* a */ two();\nthree(`/* text */ //`);\n"
    assert said in text
    assert "Why" not in text
    assert "two lines" not in text


def test_a_text_that_looks_like_a_comment_is_refused():
    script = "const text = `\n// one line of it\n`;\n"
    with pytest.raises(ImproperlyConfigured, match="stands in a text"):
        joined("js/one.js", {"js/one.js": script}.get)


def test_a_stylesheet_loses_its_comments_and_keeps_licences():
    files = {
        "css/one.css": '/* All. */\n@import url("two.css");\n',
        "css/two.css": "/*! Licence */\n/* Why. */\na { color: red } /* x */ b { top: 0 }\n",
    }

    assert joined("css/one.css", files.get).strip() == (
        "/*! Licence */\na { color: red }  b { top: 0 }"
    )
