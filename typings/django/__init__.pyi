# Django brings no types: all of it is Any, but for what `typings/django/db/models.pyi` says.
from typing import Any

def __getattr__(name: str) -> Any: ...
