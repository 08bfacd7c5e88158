"""Pages about the end of what is recorded."""

from retention.views.access import access, access_answered, access_create, access_file_get
from retention.views.erasures import (
    erasure,
    erasure_ask,
    erasure_take_back,
    hold_end,
    hold_set,
    person,
    requests,
)
from retention.views.rules import due, rule, rule_decide, rules, run, run_ask, run_decide

__all__ = [
    "access",
    "access_answered",
    "access_create",
    "access_file_get",
    "erasure",
    "erasure_ask",
    "erasure_take_back",
    "hold_end",
    "hold_set",
    "person",
    "requests",
    "due",
    "rule",
    "rule_decide",
    "rules",
    "run",
    "run_ask",
    "run_decide",
]
