"""How far apart people are on each question, why, and what to talk about for how long."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.merge.results import AgendaItem, Comparison, Merge, MergedQuestion, Reason
from service.questions import Kind

LOW_TRUST = 6
"""Numbers below this are worth talking about even where all agree on them."""
TOP = 10
CHANGE = "change"
"""The option of a review by which people say how a clause should read instead."""
SHORTEST_ITEM = 5
"""Minutes below which a talk about something is not worth opening, if there is time for it."""
USUAL_ITEM = 8
"""Minutes that a topic should have on average, so that a talk is not cut into too many."""
LONGEST_ITEM = 20
"""Minutes after which a topic is better taken up another time."""
FEW = 3
"""So many topics there are even in a short conversation."""
FIVES_FROM = 30
"""Minutes from which people think in fives."""
SHARE = 0.9
"""Of the conversation; the rest is for arriving and for saying what was agreed."""

# How much each reason weighs: a contradiction most, one person's lone point least.
_WEIGHTS = {
    "negation": 0.8,
    "date_of_goal": 0.8,
    "owner_of_goal": 0.8,
    "date": 0.75,
    "number": 0.7,
    "unit": 0.7,
    "frequency": 0.7,
    "weekday": 0.6,
    "person": 0.6,
    "order": 0.6,
    "direction": 0.6,
    "unowned_goal": 0.55,
    "gap": 0.55,
    "degree": 0.5,
    "split": 0.5,
    "wording": 0.7,
    "untold": 0.3,
    "blind_spot": 0.2,
    "hidden": 0.2,
}
_MORE = 0.05
"""Of its weight, added for every further case; many small ones never outweigh a contradiction."""
_MOST_MORE = 0.2
_SINGLE = 0.3
_MISSING = 0.15


def with_distance(
    question: MergedQuestion, people: Sequence[str], comparisons: Iterable[Comparison]
) -> MergedQuestion:
    """The question with its distance and the reasons for it, the weightiest first."""
    reasons = [
        *_from_pairs(question),
        *_from_goals(question),
        *_from_choices(question),
        *_from_comparisons(question, comparisons),
        *_from_scale(question),
    ]
    single = _single_share(question)
    if single:
        reasons.append(Reason(code="single", count=len(_single_lines(question))))
    missing = [p for p in people if p not in question.answered and p != question.about]
    if question.answered and missing:
        reasons.append(Reason(code="missing", count=len(missing), about=question.about))
    weighed = sorted(reasons, key=lambda r: (-_weight(r, question), r.code, r.about or ""))
    heaviest = max((_weight(r, question) for r in reasons), default=0.0)
    cases = sum(_WEIGHTS.get(r.code, 0.0) * min(r.count, TOP) for r in reasons)
    more = min(_MOST_MORE, _MORE * max(0.0, cases - heaviest))
    distance = min(1.0, heaviest + more)
    return replace(question, distance=round(distance, 3), reasons=tuple(weighed))


def agenda(merge: Merge, minutes: int) -> tuple[AgendaItem, ...]:
    """What to talk about: the furthest apart first, as much as `minutes` hold.

    Times are whole minutes, fives where there is time for it, longer for what is
    further apart; together at most nine tenths of the conversation. Empty where
    nothing differs.
    """
    grouped: dict[str, list[MergedQuestion]] = {}
    for question in merge.questions:
        if question.distance > _SINGLE:
            grouped.setdefault(question.key, []).append(question)
    distance = {key: max(q.distance for q in rows) for key, rows in grouped.items()}
    total = int(minutes * SHARE)
    shortest = min(SHORTEST_ITEM, max(1, total // FEW))
    most = max(min(FEW, total // shortest), total // USUAL_ITEM)
    chosen = sorted(grouped, key=lambda key: -distance[key])[:most]
    times = _shared_out(total, shortest, [distance[key] for key in chosen])
    return tuple(
        AgendaItem(
            question=key,
            minutes=time,
            reasons=tuple(r for question in grouped[key] for r in question.reasons),
        )
        for key, time in zip(chosen, times, strict=True)
    )


def _shared_out(total: int, shortest: int, distances: Sequence[float]) -> list[int]:
    """Minutes for each, the longest first: what is twice as far apart needs more than twice."""
    step = SHORTEST_ITEM if shortest == SHORTEST_ITEM and total >= FIVES_FROM else 1
    times = [shortest] * len(distances)
    weights = [distance * distance for distance in distances]
    for _ in range((total - sum(times)) // step):
        # The next step goes where there is least for its weight, so that no minute is lost.
        open_ = [at for at, time in enumerate(times) if time + step <= LONGEST_ITEM]
        if not open_:
            break
        times[min(open_, key=lambda at: (times[at] / weights[at], at))] += step
    return sorted(times, reverse=True)


def _weight(reason: Reason, question: MergedQuestion) -> float:
    match reason.code:
        case "spread":
            return min(1.0, reason.count / TOP * 1.25)
        case "low":
            return min(1.0, 0.4 + (LOW_TRUST - reason.count) / TOP)
        case "single":
            return _SINGLE * _single_share(question)
        case "missing":
            return _MISSING
        case code:
            return _WEIGHTS[code]


def _from_pairs(question: MergedQuestion) -> list[Reason]:
    counts = Counter(pair.reasons[0] for pair in question.differences)
    return [Reason(code=code, count=n, about=question.about) for code, n in sorted(counts.items())]


def _from_goals(question: MergedQuestion) -> list[Reason]:
    counts = {
        "date_of_goal": sum("date" in goal.reasons for goal in question.goals),
        "owner_of_goal": sum("owner" in goal.reasons for goal in question.goals),
        "unowned_goal": sum(goal.unowned for goal in question.goals),
    }
    return [Reason(code=code, count=n) for code, n in counts.items() if n]


def _from_choices(question: MergedQuestion) -> list[Reason]:
    if len(question.choices) < 2:  # noqa: PLR2004 - one option alone is no split
        wordings = {source.text for source in question.texts}
        apart = CHANGE in {c.value for c in question.choices} and len(wordings) > 1
        return [Reason(code="wording", count=len(wordings), about=question.about)] if apart else []
    return [Reason(code="split", count=len(question.choices), about=question.about)]


def _from_comparisons(question: MergedQuestion, comparisons: Iterable[Comparison]) -> list[Reason]:
    """Said where people speak of themselves; only where both sides have answered."""
    found = []
    for one in comparisons:
        if one.mine == question.key and one.own_answered and one.others_answered:
            parts = one.mine == "my_part"
            for code, lines in (
                ("gap" if parts else "blind_spot", one.only_others),
                ("untold" if parts else "hidden", one.only_own),
            ):
                if lines:
                    found.append(Reason(code=code, count=len(lines), about=one.person))
    return found


def _from_scale(question: MergedQuestion) -> list[Reason]:
    if question.scale is None:
        return []
    found = []
    if question.scale.spread > 1:
        found.append(Reason(code="spread", count=question.scale.spread, about=question.about))
    if question.scale.low < LOW_TRUST:
        found.append(Reason(code="low", count=question.scale.low, about=question.about))
    return found


def _single_lines(question: MergedQuestion) -> list[str]:
    """What one person alone wrote, where others answered too."""
    if len(question.answered) < 2:  # noqa: PLR2004 - alone, nobody could have agreed
        return []
    if question.kind is Kind.GOALS:
        return [goal.title for goal in question.goals if goal.count == 1]
    return [line.text for line in question.single]


def _single_share(question: MergedQuestion) -> float:
    whole = len(question.goals) if question.kind is Kind.GOALS else len(question.lines)
    return len(_single_lines(question)) / whole if whole else 0.0
