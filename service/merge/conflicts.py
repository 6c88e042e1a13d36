"""Whether two points about one thing contradict each other, and in what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.merge.reading import PERSON, Mark, Reading

COMPARED = ("number", "date", "weekday", "frequency", "direction", "degree", "order")
KINDS = (*COMPARED, "negation", "person")
_NONE: frozenset[Mark] = frozenset()
_TWO = 2


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A point and who stands by it. `speaker` and `addressed` are ids, where they are plain."""

    content: frozenset[str]
    kinds: Mapping[str, frozenset[Mark]] = field(default_factory=dict)
    speaker: str | None = None
    addressed: str | None = None

    def of(self, kind: str) -> frozenset[Mark]:
        """Its marks of one kind."""
        return self.kinds.get(kind, _NONE)


def stand(reading: Reading, authors: Sequence[str], people: Sequence[str]) -> Stand:
    """What `authors` say by `reading`, among `people`."""
    kinds: dict[str, set[Mark]] = {}
    for mark in reading.marks:
        kinds.setdefault(mark[0], set()).add(mark)
    speaker = authors[0] if len(authors) == 1 else None
    others = [p for p in people if p != speaker] if speaker and len(people) == _TWO else []
    return Stand(
        content=reading.content,
        kinds={kind: frozenset(marks) for kind, marks in kinds.items()},
        speaker=speaker,
        addressed=others[0] if len(others) == 1 else None,
    )


def conflict(one: Stand, other: Stand) -> tuple[str, ...]:
    """Reason codes for which two points about one thing do not say the same."""
    same_words = one.content == other.content
    reasons = ["negation"] if _denies(one, other) or _denies(other, one) else []
    kinds = [kind for kind in COMPARED if kind in one.kinds and kind in other.kinds]
    if "number" in kinds and _from_two_sides(one, other):
        kinds = [kind for kind in kinds if kind not in {"number", "order"}]
    for kind in kinds:
        a, b = one.kinds[kind], other.kinds[kind]
        if kind == "direction":
            differ = _opposed(a, b)
        elif kind == "order":
            differ = _orders(a) != _orders(b)
        else:
            differ = a != b if same_words else _values(a) != _values(b)
        if differ:
            reasons.append(_unit_or(kind, a, b))
    if same_words and _different_persons(one, other):
        reasons.append("person")
    return tuple(reasons)


def _denies(one: Stand, other: Stand) -> bool:
    """Whether `one` says no to what `other` says.

    It does not where it denies only a part ("nobody decides alone"), something
    narrower, or what the other turns down as well ("instead of working").
    """
    negations = one.of("negation") - other.of("negation")
    if not negations:
        return False
    denied = {mark[3] for mark in negations}
    turned_down = {w for mark in other.of("order") if mark[1] == "instead" for w in mark[2].split()}
    wider = one.content <= other.content and all(kind in other.kinds for kind in _limits(one))
    return wider and bool((denied & other.content) - turned_down)


def _limits(one: Stand) -> set[str]:
    return {kind for kind in one.kinds if kind in COMPARED}


def _from_two_sides(one: Stand, other: Stand) -> bool:
    """Whether one speaks of the time before an hour and the other of that after another."""
    hours = [{m[1] for m in side.of("number") if ":" in m[1]} for side in (one, other)]
    ends = [
        {h for h in found if any(m[1] == "before" and h in m[2].split() for m in side.of("order"))}
        for found, side in zip(hours, (one, other), strict=True)
    ]
    bounded = all(any(m[1] == "before" for m in side.of("order")) for side in (one, other))
    return bounded and all(hours) and not hours[0] & hours[1] and bool(ends[0]) != bool(ends[1])


def _opposed(one: frozenset[Mark], other: frozenset[Mark]) -> bool:
    """Whether two places are named on one scale, or the same ones for different things."""
    for scale in {m[1] for m in one} & {m[1] for m in other}:
        a, b = ({m[2:] for m in marks if m[1] == scale} for marks in (one, other))
        if {m[0] for m in a} != {m[0] for m in b} or (len(a) > 1 and len(b) > 1 and a != b):
            return True
    return False


def _orders(marks: Iterable[Mark]) -> set[tuple[str, ...]]:
    """What comes first, after which condition; who is meant is compared by itself."""
    return {
        (m[1], " ".join(word for word in m[2].split() if not word.startswith(PERSON)))
        for m in marks
    }


def _values(marks: Iterable[Mark]) -> set[str]:
    """What marks say, without the words they are tied to."""
    return {m[1] for m in marks}


def _different_persons(one: Stand, other: Stand) -> bool:
    """Whether different people are named for the same: "I" and "you" are whoever they are."""
    mine, theirs = _named(one), _named(other)
    return any(not mine[at] & theirs[at] for at in mine.keys() & theirs.keys())


def _named(one: Stand) -> dict[tuple[str, str], set[str]]:
    """(preposition, word) → the people named there; "she" may be anybody and is left out."""
    known = {"I": one.speaker, "you": one.addressed}
    found: dict[tuple[str, str], set[str]] = {}
    for _, value, extra, after in one.of("person"):
        if value not in {"he", "she", "they"}:
            person = known.get(value)
            found.setdefault((extra, after), set()).add(f"={person}" if person else value)
    return found


def _unit_or(kind: str, one: Iterable[Mark], other: Iterable[Mark]) -> str:
    if kind != "number":
        return kind
    units = [{m[1].partition(" ")[2] for m in marks} for marks in (one, other)]
    return "number" if units[0] == units[1] else "unit"
