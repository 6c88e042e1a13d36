"""What people say of themselves against what the others say of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.answers import Reply
from service.merge.lines import MOST_READ, Reader, line_of
from service.merge.reading import Reading, as_it_stands
from service.merge.results import Comparison, Line, Source
from service.questions import Question

PAIRS = (
    ("my_part", "your_part"),
    ("my_qualities", "your_qualities"),
    ("best_in_me", "best_in_you"),
)
"""Question keys that are held against each other."""
HELPING = "best_in_you"
"""Where others say what they do for somebody ("I give him time")."""


@dataclass(frozen=True, kw_only=True)
class _Said:
    source: Source
    about: str
    own: bool
    helping: bool


def compare(
    questions: Sequence[Question], replies: Sequence[Reply], reader: Reader
) -> tuple[Comparison, ...]:
    """One comparison a person and pair of questions, where somebody answered either."""
    asked = {question.key for question in questions}
    found = []
    for mine, theirs in PAIRS:
        if {mine, theirs} <= asked:
            said = list(_said(mine, theirs, replies))
            for person in reader.order:
                about = [one for one in said if one.about == person]
                if about:
                    found.append(_compared(mine, theirs, person, about, reader))
    return tuple(found)


def _said(mine: str, theirs: str, replies: Iterable[Reply]) -> Iterator[_Said]:
    for reply in replies:
        for answer in reply.answers:
            about = {mine: reply.person, theirs: answer.about}.get(answer.question)
            for point in answer.points if about is not None else ():
                source = Source(author=reply.person, text=point, late=reply.late)
                yield _Said(
                    source=source,
                    about=about or "",
                    own=answer.question == mine,
                    helping=answer.question == HELPING,
                )


def _compared(
    mine: str, theirs: str, person: str, said: Sequence[_Said], reader: Reader
) -> Comparison:
    groups = _grouped(said, person, reader)
    lines: Mapping[str, list[Line]] = {"both": [], "own": [], "others": []}
    for group in groups.values():
        owns = {one.own for one in group}
        place = "both" if len(owns) > 1 else "own" if True in owns else "others"
        lines[place].append(line_of([one.source for one in group], reader))
    for found in lines.values():
        found.sort(key=lambda line: -line.count)
    others = dict.fromkeys(one.source.author for one in said if not one.own)
    return Comparison(
        mine=mine,
        theirs=theirs,
        person=person,
        both=tuple(lines["both"]),
        only_own=tuple(lines["own"]),
        only_others=tuple(lines["others"]),
        own_answered=any(one.own for one in said),
        others_answered=tuple(author for author in others if author is not None),
    )


def _grouped(said: Sequence[_Said], person: str, reader: Reader) -> dict[Reading, list[_Said]]:
    """What is said alike, by its reading.

    Of several things in one breath each is looked for by itself: who takes on
    "the car and the bicycles" takes on "the car". What others expect so is met
    only when all of it is.
    """
    groups: dict[Reading, list[_Said]] = {}
    counts: Counter[str | None] = Counter()
    read: list[tuple[_Said, Reading]] = []
    for one in said:
        counts[one.source.author] += 1
        known = counts[one.source.author] <= MOST_READ
        whole = _resolved(one, person, reader) if known else as_it_stands(one.source.text)
        groups.setdefault(whole, []).append(one)
        if known and not whole.marks:
            read.append((one, whole))
    sides = {reading: {one.own for one in group} for reading, group in groups.items()}
    for one, whole in read:
        parts = reader.parts(one.source.text, one.source.author, _itself(one, person))
        met = [part for part in parts if (not one.own) in sides.get(part, ())]
        if met and (one.own or len(met) == len(parts)) and len(sides[whole]) == 1:
            groups[whole].remove(one)
            for part in dict.fromkeys(met):
                groups[part].append(one)
    return {reading: group for reading, group in groups.items() if group}


def _resolved(said: _Said, person: str, reader: Reader) -> Reading:
    """The reading with "I", "you" and the name all standing for the person it is about.

    So "I write the report" (Ada), "you write the report" (Ben, about Ada) and
    "writing the report" say the same here. What speaks of somebody else stays.
    """
    return reader.read(said.source.text, said.source.author, _itself(said, person))


def _itself(said: _Said, person: str) -> frozenset[str]:
    """Who goes without saying: the person it is about, and who would help that person."""
    speaker = {"I"} if said.own or said.helping else set()
    addressed = set() if said.own else {"you"}
    return frozenset([f"={person}", "he", "she", "they", *speaker, *addressed])
