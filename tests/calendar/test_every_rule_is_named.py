"""Each of the fifty rules for calendar messages is proved by a test that names it."""

import re
import tokenize
from pathlib import Path

TESTS = Path(__file__).parent.parent
RULES = range(1, 51)
_NUMBERS = r"((?:\d+(?:, | and |_and_|_)?)+)"
_NAME = re.compile(rf"def test_rules?_{_NUMBERS}")
_COMMENT = re.compile(rf"\brules? {_NUMBERS}", re.IGNORECASE)


def named(path):
    """The rules that the names of a file's tests, or comments within them, give by number."""
    found = _NAME.findall(path.read_text(encoding="utf-8"))
    with tokenize.open(path) as source:
        for token in tokenize.generate_tokens(source.readline):
            if token.type == tokenize.COMMENT:
                found += _COMMENT.findall(token.string)
    return {int(number) for numbers in found for number in re.findall(r"\d+", numbers)}


def test_every_rule_is_named_by_a_test():
    everywhere = set().union(*(named(path) for path in TESTS.rglob("test_*.py")))
    assert set(RULES) - everywhere == set()
