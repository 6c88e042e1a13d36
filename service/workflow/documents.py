"""The agreement as a document to print and to keep."""

from service import alliance as core
from service.agreement import Clause, Version
from service.alliance import Alliance
from service.rendering import AgreementSection, AgreementView, Sign
from service.workflow.summaries import section_heads


def agreement_view(alliance: Alliance, version: Version | None, *, language: str) -> AgreementView:
    """A version, or the present wording where nothing has been proposed, ready to be typeset."""
    clauses = (
        version.clauses if version else tuple(w.clause for w in alliance.clauses if w.clause.text)
    )
    return AgreementView(
        title=alliance.title,
        people=tuple((p.name, p.description) for p in alliance.participants),
        sections=_sections(alliance, clauses),
        version=version.number if version else None,
        hash=version.hash if version else "",
        proposed_at=version.proposed_at if version else None,
        sign_offs=_signatures(alliance, version) if version else (),
        objections=_objections(alliance, version) if version else (),
        time_zone=alliance.time_zone,
        language=language,
        closed_at=alliance.closure.at if alliance.closure else None,
        rhythm=alliance.rhythm,
    )


def _sections(alliance: Alliance, clauses: tuple[Clause, ...]) -> tuple[AgreementSection, ...]:
    heads = section_heads(alliance, alliance.first_round.questions)
    grouped: dict[str, list[tuple[str, str]]] = {}
    for clause in clauses:
        grouped.setdefault(clause.section, []).append((clause.heading, clause.text))
    return tuple(
        AgreementSection(title=heads[key][0], clauses=tuple(rows)) for key, rows in grouped.items()
    )


def _signatures(alliance: Alliance, version: Version) -> tuple[Sign, ...]:
    """Those who agree to every clause, with the moment at which their last word fell."""
    signs = []
    for signer in version.signers:
        words = [core.word_of(alliance, signer, clause) for clause in version.clauses]
        given = [w for w in words if w is not None and w.agrees]
        if len(given) == len(words):
            signs.append(Sign(name=alliance.person(signer).name, at=max(w.at for w in given)))
    return tuple(signs)


def _objections(alliance: Alliance, version: Version) -> tuple[Sign, ...]:
    return tuple(
        Sign(name=alliance.person(s.person).name, at=s.at)
        for c in version.clauses
        for s in alliance.sign_offs
        if s.clause_hash == c.hash and not s.agrees
    )
