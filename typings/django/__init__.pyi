# Django brings no types: all of it is Any, but for the choices of fields.
from typing import Any

def __getattr__(name: str) -> Any: ...
