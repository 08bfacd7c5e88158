"""Every route of the URLconf, and objects to call it with."""

from dataclasses import dataclass, field

from django.urls import URLResolver, get_resolver, reverse


def all_routes():
    """Each pattern of the URLconf as (name with its namespace, names of its arguments)."""
    for name, pattern in _patterns(get_resolver().url_patterns):
        yield name, tuple(pattern.pattern.regex.groupindex)


def all_views():
    """Each pattern of the URLconf as (name with its namespace, view)."""
    for name, pattern in _patterns(get_resolver().url_patterns):
        yield name, pattern.callback


def _patterns(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern.url_patterns, inner)
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else f"unnamed {pattern.pattern}"
            yield name, pattern


@dataclass
class World:
    """Objects that every role with the permission reaches, and users who reach none of them.

    `arguments`: what routes call their objects → value; a key "route.argument" goes before.
    """

    arguments: dict
    users: dict
    strangers: dict = field(default_factory=dict)

    def address(self, route, names):
        """The address of `route` with the world's objects for its arguments."""
        values = {
            name: self.arguments.get(f"{route}.{name}", self.arguments.get(name)) for name in names
        }
        missing = [name for name, value in values.items() if value is None]
        if missing:
            raise LookupError(f"tests/world.py has no object for {missing} of {route}")
        return reverse(route, kwargs=values)
