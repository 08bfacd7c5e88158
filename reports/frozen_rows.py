"""The old path of `reports.unicef.freezing.frozen_rows`, for migrations that landed with it."""

from reports.unicef.freezing.frozen_rows import install, remove

__all__ = ["install", "remove"]
