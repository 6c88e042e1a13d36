"""The agreement as the sample mails bring it along."""

from functools import cache

from service.preview.cast import ADA, BEN, NOW, TALK, TITLE, V1, ZONE
from service.rendering import AgreementSection, AgreementView, Sign, agreement_pdf


@cache
def paper(language: str) -> bytes:
    """The first version as PDF."""
    clauses = len(V1.clauses)
    return agreement_pdf(
        AgreementView(
            title=TITLE,
            people=((ADA.name, ADA.description), (BEN.name, BEN.description)),
            sections=(
                AgreementSection(
                    title="How we want to be",
                    clauses=tuple((clause.heading, clause.text) for clause in V1.clauses),
                ),
            ),
            time_zone=ZONE,
            language=language,
            version=V1.number,
            hash=V1.hash,
            proposed_at=NOW,
            signs=tuple(Sign(name=each.name, agreed=clauses, at=TALK) for each in (ADA, BEN)),
        )
    )
