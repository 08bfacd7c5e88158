"""Every route of the URLconf, and objects to call it with."""

from dataclasses import dataclass, field

from django.urls import URLResolver, get_resolver


def all_routes(patterns=None, namespace=""):
    """Each pattern of the URLconf as (name with its namespace, converters)."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_routes(pattern.url_patterns, inner)
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else f"unnamed {pattern.pattern}"
            yield name, tuple(pattern.pattern.converters)


@dataclass
class World:
    """Objects that every role with the permission may reach, by the names routes give them."""

    objects: dict = field(default_factory=dict)

    def arguments(self, route, names):
        """Keyword arguments for `route`: looked up as "route.name", then as "name"."""
        return {name: self._value(route, name) for name in names}

    def _value(self, route, name):
        for key in (f"{route}.{name}", f"{route.partition(':')[0]}.{name}", name):
            if key in self.objects:
                return self.objects[key]
        raise LookupError(f"tests/routes.py has no object for {name} of {route}")
