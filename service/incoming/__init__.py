"""What comes in by mail: one raw message, sorted."""

from service.incoming.bounces import Bounce
from service.incoming.parts import seen
from service.incoming.sorting import NotAMessage, Sorted, SortedAs, sort

__all__ = ["Bounce", "NotAMessage", "Sorted", "SortedAs", "seen", "sort"]
