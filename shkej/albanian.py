"""The old path of `shkej.lib.albanian`, for migrations that landed with it."""

from shkej.lib.albanian import sort_key

__all__ = ["sort_key"]
