"""Old path, kept for landed migrations: see `participants.lib.validators`."""

from participants.lib.validators import check_name

__all__ = ["check_name"]
