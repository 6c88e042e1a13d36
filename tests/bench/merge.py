"""What a merge of 200 people costs, against rapidfuzz alone scoring the same pairs."""

import random
import time
import tomllib
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz, process

from service.answers import Answer, Reply
from service.merge import merge
from service.participants import Person
from service.questions import Question
from tests.bench.row import row
from tests.merge.invented import NOW, person, question

PEOPLE = 200
QUESTIONS = 18
POINTS = 5
RUNS = 3
MEMORY_LIMIT = 200.0
_FOLDER = Path(__file__).parent.parent / "merge"
PAIRS = (
    ("en", "pairs.toml", "same", "opposite"),
    ("de", "pairs_de.toml", "same", "opposite"),
    ("fr", "pairs_fr.toml", "same", "opposite"),
    ("es", "pairs_es.toml", "same", "opposite"),
    ("en and de", "pairs_de.toml", "same_in_two", "opposite_in_two"),
    ("en and fr", "pairs_fr.toml", "same_in_two", "opposite_in_two"),
    ("en and es", "pairs_es.toml", "same_in_two", "opposite_in_two"),
)
"""What is shown, the file, and the names of its lists."""
_WORDS = [
    "we",
    "I",
    "you",
    "never",
    "always",
    "weekly",
    "monthly",
    "listen",
    "to",
    "talk",
    "about",
    "honest",
    "feedback",
    "calls",
    "meetings",
    "before",
    "after",
    "deciding",
    "more",
    "less",
    "help",
    "early",
    "late",
    "problems",
    "mistakes",
    "news",
    "client",
    "team",
    "plan",
    "answer",
    "messages",
    "within",
    "24",
    "48",
    "hours",
    "on",
    "Monday",
    "Friday",
    "celebrate",
    "success",
    "calm",
    "kind",
    "respect",
    "budget",
    "report",
    "holidays",
    "children",
    "morning",
    "evening",
    "time",
    "trust",
    "money",
    "goals",
    "risks",
    "learn",
    "ask",
]


def measure() -> Iterator[dict[str, object]]:
    """Yields one row a figure: cost, growth, memory, and what the labelled pairs come to."""
    people, questions, replies = invent(PEOPLE)
    small = _seconds(_merging(PEOPLE // 4))
    ours = _seconds(lambda: merge(questions, people, replies))
    alone = _seconds(lambda: _score_all(replies))
    yield row("merge", ours, alone, "s for 200 people; ratio at most 3")
    pairs = (PEOPLE / (PEOPLE // 4)) ** 2
    yield row("merge growth", ours / small, pairs, "times from 50 to 200 people, at most")
    yield row("merge memory", _peak(people, questions, replies), MEMORY_LIMIT, "MB at most")
    yield from _pairs()


def invent(count: int) -> tuple[list[Person], list[Question], list[Reply]]:
    """People, questions and replies, the same at every run; some points are in many replies."""
    chance = random.Random(count)
    common = [_point(chance) for _ in range(count)]
    questions = [question(f"extra_{number}") for number in range(QUESTIONS)]
    people = [person(f"Name{number}") for number in range(count)]
    replies = [
        Reply(
            person=who.id,
            sent_at=NOW,
            answers=tuple(
                Answer(question=asked.key, points=tuple(_points(chance, common)))
                for asked in questions
            ),
        )
        for who in people
    ]
    return people, questions, replies


def _points(chance: random.Random, common: Sequence[str]) -> Iterator[str]:
    for _ in range(POINTS):
        yield chance.choice(common) if chance.random() < 1 / 3 else _point(chance)


def _point(chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=chance.randint(3, 9)))


def _score_all(replies: Sequence[Reply]) -> None:
    """Scores every pair of points of each question once.

    `process.cdist` needs NumPy, which nothing else here does; `extract` runs
    the same compiled loop, one point against all that follow it, and hands back two.
    """
    for asked in range(QUESTIONS):
        texts = [point for reply in replies for point in reply.answers[asked].points]
        for at, text in enumerate(texts):
            process.extract(text, texts[at + 1 :], scorer=fuzz.ratio, limit=2)


def _merging(count: int) -> Callable[[], object]:
    people, questions, replies = invent(count)
    merge(questions, people, replies)  # loads the word lists, which a service does once
    return lambda: merge(questions, people, replies)


def _peak(people: list[Person], questions: list[Question], replies: list[Reply]) -> float:
    tracemalloc.start()
    merge(questions, people, replies)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def _pairs() -> Iterator[dict[str, object]]:
    for shown, file, same, opposite in PAIRS:
        pairs = tomllib.loads((_FOLDER / file).read_text(encoding="utf-8"))
        people = _readers(shown)
        found = sum(_one_line(*pair, people) for pair in pairs[same])
        wrong = sum(_one_line(*pair, people) for pair in pairs[opposite])
        least = 0.75 * len(pairs[same])
        yield row(f"rewordings found ({shown})", found, least, f"of {len(pairs[same])}, at least")
        unit = f"of {len(pairs[opposite])}, at most"
        yield row(f"opposites merged ({shown})", wrong, 0.0, unit)


def _readers(shown: str) -> tuple[Person, Person]:
    """Two people who are written to in these languages."""
    languages = shown.split()
    return replace(person("Ada"), language=languages[0]), replace(
        person("Ben"), language=languages[-1]
    )


def _one_line(one: str, other: str, people: Sequence[Person]) -> bool:
    replies = [
        Reply(person=who.id, sent_at=NOW, answers=(Answer(question="being", points=(text,)),))
        for who, text in zip(people, (one, other), strict=True)
    ]
    return len(merge([question("being")], people, replies).questions[0].lines) == 1


def _seconds(work: Callable[[], object]) -> float:
    """The least of a few runs: what else the machine does only ever adds to it."""
    return min(_once(work) for _ in range(RUNS))


def _once(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
