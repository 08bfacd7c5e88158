"""The old path of `shkej.lib.fields`, for migrations that landed with it."""

from shkej.lib.fields import FoldedField, LocalDateField, SortKeyField

__all__ = ["FoldedField", "LocalDateField", "SortKeyField"]
