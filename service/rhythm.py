"""How often people meet to review: in local wall time, whatever the clocks do."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """Every `interval` weeks or months; by months, on the n-th weekday of the month.

    unit: "week" or "month" (a quarter is 3 months). weekday: 0 (Monday) to 6;
    nth: 1 to 4, or -1 for the last; both given exactly when the unit is "month".
    """

    unit: str
    interval: int
    weekday: int | None = None
    nth: int | None = None


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One occurrence of a series that takes place at another time. Both naive wall times."""

    original: datetime
    starts: datetime
    minutes: int
