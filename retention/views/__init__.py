"""Pages about the end of what is recorded."""

from retention.views.erasures import (
    erasure,
    erasure_ask,
    erasure_take_back,
    hold_end,
    hold_set,
    person,
    requests,
)

__all__ = [
    "erasure",
    "erasure_ask",
    "erasure_take_back",
    "hold_end",
    "hold_set",
    "person",
    "requests",
]
