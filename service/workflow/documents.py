"""The agreement as a document to print and to keep."""

from dataclasses import replace

from service import alliance as core
from service.agreement import Clause, Version
from service.alliance import Alliance, Occasion
from service.merge import Scale, goal_rows
from service.participants import Person
from service.rendering import (
    AgreementSection,
    AgreementView,
    ClauseChanged,
    Milestone,
    Objection,
    Sign,
    TrustSaid,
)
from service.storage import Transaction
from service.workflow.summaries import goals_together, section_heads, trust_over_time


def agreement_view(
    tx: Transaction,
    alliance: Alliance,
    version: Version | None,
    *,
    language: str,
    reader: Person | None = None,
) -> AgreementView:
    """A version, or the present wording where nothing has been proposed, ready to be typeset.

    What was written for the coach alone is not in it, nor what was shared before
    the `reader` came.
    """
    first_read = reader is None or core.may_read(reader, alliance.first_round)
    clauses = (
        version.clauses if version else tuple(w.clause for w in alliance.clauses if w.clause.text)
    )
    view = AgreementView(
        title=alliance.title,
        people=tuple((p.name, p.description) for p in alliance.participants),
        sections=_sections(alliance, clauses),
        milestones=_milestones(tx, alliance) if first_read else (),
        trust=_trust(tx, alliance, reader),
        time_zone=alliance.time_zone,
        language=language,
        closed_at=alliance.closure.at if alliance.closure else None,
        rhythm=alliance.rhythm,
    )
    if version is None:
        return view
    return replace(
        view,
        version=version.number,
        hash=version.hash,
        proposed_at=version.proposed_at,
        changes=_changes(alliance, version),
        signs=_signs(alliance, version),
        objections=_objections(alliance, version),
    )


def changes_between(earlier: Version, later: Version) -> tuple[ClauseChanged, ...]:
    """Each clause that differs, in the order of the later version; those that went come last."""
    before = {c.key: c.text for c in earlier.clauses}
    kept = {c.key for c in later.clauses}
    both = [(c.heading, before.get(c.key, ""), c.text) for c in later.clauses]
    gone = [(c.heading, c.text, "") for c in earlier.clauses if c.key not in kept]
    return tuple(
        ClauseChanged(heading=heading, before=was, after=now)
        for heading, was, now in (*both, *gone)
        if was != now
    )


def _sections(alliance: Alliance, clauses: tuple[Clause, ...]) -> tuple[AgreementSection, ...]:
    heads = section_heads(alliance, alliance.first_round.questions)
    grouped: dict[str, list[tuple[str, str]]] = {}
    for clause in clauses:
        grouped.setdefault(clause.section, []).append((clause.heading, clause.text))
    return tuple(
        AgreementSection(title=heads[key][0], clauses=tuple(rows)) for key, rows in grouped.items()
    )


def _milestones(tx: Transaction, alliance: Alliance) -> tuple[Milestone, ...]:
    names = {p.id: p.name for p in alliance.people}
    return tuple(
        Milestone(goal=goal.title, milestone=milestone, by=by, who=who)
        for goal in goals_together(tx, alliance)
        for milestone, by, who in goal_rows(goal, names)
    )


def _trust(tx: Transaction, alliance: Alliance, reader: Person | None) -> tuple[TrustSaid, ...]:
    names = {p.id: p.name for p in alliance.people}

    def said(scale: Scale) -> tuple[tuple[str, int], ...]:
        return tuple((names[v.author] if v.author else "", v.number) for v in scale.values)

    return tuple(
        TrustSaid(
            review_at=asked.occurrence,
            values=said(scale),
            last=asked.occasion == Occasion.LAST,
        )
        for asked, scale in trust_over_time(tx, alliance, for_coach=False)
        if reader is None or core.may_read(reader, asked)
    )


def _changes(alliance: Alliance, version: Version) -> tuple[ClauseChanged, ...]:
    earlier = next((v for v in alliance.versions if v.number == version.number - 1), None)
    return changes_between(earlier, version) if earlier else ()


def _signs(alliance: Alliance, version: Version) -> tuple[Sign, ...]:
    """How many clauses each signer agrees to, with the moment at which their last word fell."""
    signs = []
    for signer in core.asked_to_sign(alliance, version):
        words = [core.word_of(alliance, signer, clause) for clause in version.clauses]
        given = [w for w in words if w is not None and w.agrees]
        person = alliance.person(signer)
        if given or person.present:
            at = max((w.at for w in given), default=None)
            signs.append(Sign(name=person.name, agreed=len(given), at=at))
    return tuple(signs)


def _objections(alliance: Alliance, version: Version) -> tuple[Objection, ...]:
    return tuple(
        Objection(
            name=alliance.person(s.person).name,
            heading=clause.heading,
            reason=s.reason,
            wording=s.wording,
            at=s.at,
        )
        for clause in version.clauses
        for s in alliance.sign_offs
        if s.clause_hash == clause.hash and not s.agrees
    )
