"""How far a reader walks who follows one mark from its view to what is written and said of it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS, RETURNS = 12, 5


@cache
def module(name):
    """Of a module of ours {name: function}, and {name: (module, name there)} of its imports."""
    path = ROOT / f"{name.replace('.', '/')}.py"
    tree = ast.parse(path.read_text()).body if path.exists() else []
    functions = {node.name: node for node in tree if isinstance(node, ast.FunctionDef)}
    imports = [node for node in tree if isinstance(node, ast.ImportFrom)]
    return functions, {
        alias.asname or alias.name: (node.module, alias.name)
        for node in imports
        for alias in node.names
    }


def way_of(start, name, *, within):
    """The modules `within` a folder in which a reader is, one after the other.

    Each function is read once, where it is first called, and to its end; what an object of ours
    does when it is asked, decorators, and what is handed over to be called later are not followed.
    """
    stays, read = [], set()

    def follow(where, function):
        functions, imported = module(where)
        if function not in functions:
            if function in imported:
                follow(*imported[function])
            return
        if (where, function) in read or not where.startswith(within):
            return
        read.add((where, function))
        if not stays or stays[-1] != where:
            stays.append(where)
        for call in calls_in(functions[function].body):
            follow(where, call)

    follow(start, name)
    return stays


def calls_in(statements):
    """The names of the functions called, in the order in which they are: what is inside first."""
    if isinstance(statements, list):
        for statement in statements:
            yield from calls_in(statement)
        return
    if isinstance(statements, ast.Call):
        yield from calls_in([*statements.args, *(word.value for word in statements.keywords)])
        if isinstance(statements.func, ast.Name):
            yield statements.func.id
        else:
            yield from calls_in(statements.func)
        return
    for child in ast.iter_child_nodes(statements):
        yield from calls_in(child)


def test_one_mark_passes_few_modules_and_seldom_comes_back():
    stays = way_of("events.register.marks.views", "mark", within="events.")
    rooms = set(stays)

    assert len(rooms) >= 8, "the way ends before the mark is made"
    assert len(rooms) <= ROOMS, stays
    assert len(stays) - len(rooms) <= RETURNS, stays
