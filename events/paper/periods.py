"""For how long what the notice names is kept: whoever decides it says so in `AppConfig.ready`."""

from collections.abc import Callable

_told_by: list[Callable[[], dict[str, int]]] = []


def tell_periods(months: Callable[[], dict[str, int]]) -> None:
    """Have `months()` asked: {code of a kind: for how many months it is kept}."""
    _told_by[:] = [months]


def periods() -> dict[str, int]:
    """Return {code of a kind: months} as they hold now."""
    return _told_by[0]()
