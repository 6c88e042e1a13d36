"""What people wrote apart, as one: common ground, differences, gaps, and what to talk about."""

from service.merge.clauses import goal_rows, suggest_clauses
from service.merge.distances import agenda
from service.merge.merging import GROUP, merge
from service.merge.results import (
    AgendaItem,
    ChoiceCount,
    Comparison,
    Difference,
    GoalRow,
    Line,
    Merge,
    MergedGoal,
    MergedQuestion,
    Reason,
    Scale,
    ScaleValue,
    Source,
)

__all__ = [
    "GROUP",
    "AgendaItem",
    "ChoiceCount",
    "Comparison",
    "Difference",
    "GoalRow",
    "Line",
    "Merge",
    "MergedGoal",
    "MergedQuestion",
    "Reason",
    "Scale",
    "ScaleValue",
    "Source",
    "agenda",
    "goal_rows",
    "merge",
    "suggest_clauses",
]
