from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.agreement import Clause, SignOff, Version, WorkingClause
from service.alliance import Phase

SAID_EARLY = Clause(
    key="when_difficulty",
    section="relationship",
    heading="When it gets difficult",
    text="Say it early, in person",
)


@pytest.fixture
def running(alliance):
    """Ada and Ben have talked; the draft says how they want to be when it gets difficult."""
    first = replace(alliance.rounds[0], released_at=datetime(2026, 9, 12, 17, tzinfo=UTC))
    return replace(
        alliance,
        id="3a4f1c52-8a0e-4a57-9f6d-0f4f6a1c2b3d",
        phase=Phase.RUNNING,
        rounds=(first,),
        clauses=(WorkingClause(clause=SAID_EARLY),),
    )


@pytest.fixture
def signed_alliance(running, now):
    """As `running`, and both have signed the clause as version 1."""
    version = Version(
        number=1,
        clauses=(SAID_EARLY,),
        proposed_by="ada",
        proposed_at=now,
        signers=("ada", "ben"),
    )
    signs = tuple(
        SignOff(
            person=who,
            clause_key=SAID_EARLY.key,
            clause_hash=SAID_EARLY.hash,
            agrees=True,
            at=now,
        )
        for who in ("ada", "ben")
    )
    return replace(running, versions=(version,), sign_offs=signs)
