"""Which frozen reports count what an import brought: `AppConfig.ready` says who knows."""

from collections.abc import Callable, Collection

from accounts.models import User

Reports = Callable[[User, Collection[int]], list[str]]
_told_by: list[Reports] = []


def tell_reports(reports: Reports) -> None:
    """Have `reports(reader, events)` asked: those that count `events` (ids), in words."""
    if reports not in _told_by:
        _told_by.append(reports)


def frozen_reports(reader: User, events: Collection[int]) -> list[str]:
    """The frozen reports that count some of `events` (ids), as `reader` may know of them."""
    return [words for reports in _told_by for words in reports(reader, events)]
