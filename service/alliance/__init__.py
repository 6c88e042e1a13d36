"""The life of an alliance: (state, happening, now) → new state and what is to be sent."""

from service.alliance.record import (
    Alliance,
    Closure,
    Occasion,
    Phase,
    Progress,
    Round,
)

__all__ = ["Alliance", "Closure", "Occasion", "Phase", "Progress", "Round"]
