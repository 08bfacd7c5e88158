"""The old path of `shkej.lib.signed_links`, for migrations that landed with it."""

from shkej.lib.signed_links import new_key

__all__ = ["new_key"]
