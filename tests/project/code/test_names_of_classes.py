"""A class is called what it is in its field: no two of the product bear one name."""

import ast
from collections import defaultdict

from django.conf import settings

LEFT_OUT = {"tests", "benchmarks", "migrations"}
EVERYWHERE = {"Command"}  # by which Django finds a command


def files_of_the_product():
    for package in settings.BASE_DIR.glob("*/__init__.py"):
        for file in package.parent.rglob("*.py"):
            if not LEFT_OUT & set(file.relative_to(settings.BASE_DIR).parts):
                yield file
    yield from settings.BASE_DIR.glob("scripts/*.py")


def classes_in(source):
    """The names of the classes at the top of a module."""
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]


def doubled(modules):
    """{name: modules} of each class that more than one of `modules` ({path: source}) has."""
    found = defaultdict(list)
    for path, source in sorted(modules.items()):
        for name in classes_in(source):
            found[name].append(path)
    return {
        name: paths for name, paths in found.items() if len(paths) > 1 and name not in EVERYWHERE
    }


def test_no_two_classes_bear_one_name():
    modules = {
        str(file.relative_to(settings.BASE_DIR)): file.read_text()
        for file in files_of_the_product()
    }

    assert len(modules) > 500
    assert doubled(modules) == {}


def test_a_name_that_two_modules_use_is_found():
    row = "class Row:\n    class Meta:\n        pass\n"
    modules = {
        "events/grid.py": row,
        "reports/table.py": row,
        "reports/management/commands/draw.py": "class Command:\n    pass\n",
        "shkej/management/commands/say.py": "class Command:\n    pass\n",
    }

    assert doubled(modules) == {"Row": ["events/grid.py", "reports/table.py"]}
