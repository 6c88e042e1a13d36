"""Answers by mail: the numbered questions, and what a person wrote beneath the numbers."""

from service.replying.courtesy import Line, Word, one_word, without_courtesies
from service.replying.numbers import Numbered, numbered
from service.replying.quotes import own_text, read_lines
from service.replying.reading import Doubt, Placed, Understood, understand

__all__ = [
    "Doubt",
    "Line",
    "Numbered",
    "Placed",
    "Understood",
    "Word",
    "numbered",
    "one_word",
    "own_text",
    "read_lines",
    "understand",
    "without_courtesies",
]
