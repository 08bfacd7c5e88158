"""What a migrated database is made of, in one word: it changes whenever that does."""

import ast
import hashlib
import platform
import sqlite3
from functools import cache

from django.apps import apps
from django.conf import settings

ROOT = settings.BASE_DIR
# Beside migrations: models (their permissions and content types are rows) and what apps do first.
BEGINNINGS = ("migrations/*.py", "models.py", "models/**/*.py", "apps.py", "data/*")
ALWAYS = ("requirements.txt", "shkej/settings.py", "tests/settings.py", "accounts/access.toml")


@cache
def fingerprint():
    """Return a word for all files, libraries and programs that a migrated database comes from."""
    word = hashlib.sha256(f"{platform.python_version()} {sqlite3.sqlite_version}".encode())
    for path in sorted(_with_imports(_beginnings())):
        content = path.read_bytes()
        word.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode())
        word.update(content)
    return word.hexdigest()[:20]


def _beginnings():
    found = {ROOT / name for name in ALWAYS}
    for app in apps.get_app_configs():
        folder = ROOT / app.name.replace(".", "/")
        for pattern in BEGINNINGS:
            found.update(path for path in folder.glob(pattern) if path.is_file())
    return found


def _with_imports(paths):
    """Return `paths`, and each module of ours that they import, or that those import."""
    found, waiting = set(), list(paths)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            if path.suffix == ".py":
                waiting += _imported(path)
    return found


def _imported(path):
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = [*above, *(node.module or "").split(".")]
            names = [[*filter(None, module), alias.name] for alias in node.names]
        else:
            continue
        for name in names:
            for length in range(1, len(name) + 1):
                place = ROOT.joinpath(*name[:length])
                candidates = (place.with_suffix(".py"), place / "__init__.py")
                yield from (each for each in candidates if each.is_file())
