"""They word the agreement, and sign it."""

from dataclasses import replace

from service import emails
from service.agreement import changed_words
from service.emails import Message
from service.languages import say
from service.preview.cast import (
    ADA,
    CLAUSES,
    DONE,
    MEETING,
    NAMES,
    OLD,
    RELEASED,
    RUNNING,
    V1,
    V2,
    Page,
)
from service.preview.letters import BASE, common
from service.preview.summaries import version
from service.preview.visits import SIGNED, agreement, home, visit


def pages() -> dict[str, Page]:
    """Each page of this stage in each state, as its route gives it."""
    return {
        "participant.html to sign": home(MEETING, replace(RELEASED, progress=DONE), unsigned=2),
        "agreement.html draft": agreement(
            MEETING, version=None, waits_for=[], objecting=[], unsigned=set(), can_sign=False
        ),
        "agreement.html to sign": agreement(MEETING),
        "agreement.html refused": agreement(
            MEETING,
            refused=say("A newer wording has been proposed since. Read it before you sign."),
            typed={CLAUSES[0].key: ["object"], f"{CLAUSES[0].key}.wording": ["In May"]},
            left=[("How we stay in contact", "Mondays are full")],
        ),
        "agreement.html problems": agreement(
            MEETING,
            problems={f"{CLAUSES[0].key}.reason": say("say why you cannot agree")},
            typed={CLAUSES[0].key: ["object"], f"{CLAUSES[0].key}.wording": ["In May"]},
        ),
        "agreement.html clash": agreement(
            MEETING, clash={"contact": ("A call every Tuesday.", CLAUSES[3].text)}
        ),
        "agreement.html signed": agreement(
            RUNNING,
            sections=SIGNED,
            version=V2,
            in_force=V2,
            unsigned=set(),
            changed_since_version=False,
        ),
        "version.html": visit(
            RUNNING,
            ADA,
            "/p/abc",
            version=V2,
            earlier=V1,
            in_force=V1,
            names=NAMES,
            changes=[(CLAUSES[2].heading, changed_words(OLD[2].text, CLAUSES[2].text))],
        ),
    }


def mails() -> dict[str, Message]:
    """Each mail of this stage, and more where its words change much."""
    page = {"page_url": f"{BASE}/p/T0k3n/agreement"}
    return {
        "agreement_proposed": emails.AgreementProposed(
            **common(),
            **page,
            by="Ada",
            version=version(),
            changes=(
                emails.ClauseChange(
                    heading="How we stay in contact",
                    before="A call each Monday",
                    after="A call each Monday at ten\nAn answer within a day",
                ),
                emails.ClauseChange(
                    heading="When it gets difficult",
                    before="We say it directly, within a week.\nWe ask before we advise.",
                    after="We say it directly, within a day and kindly.\nWe ask before we advise.",
                ),
                emails.ClauseChange(
                    heading="When we succeed", before="", after="We stop for an hour and say so"
                ),
                emails.ClauseChange(heading="Day to day", before="Doors stay open", after=""),
            ),
        ),
        "agreement_signed": emails.AgreementSigned(
            **common(), **page, version=version(), signers=("Ada", "Ben"), pdf=b"%PDF-1.7\n\xff\x00"
        ),
        "clause_objected": emails.ClauseObjected(
            **common("Ada"),
            **page,
            by="Ben",
            heading="How we stay in contact",
            reason="Mondays are full until noon.",
            wording="A call each Tuesday at ten",
        ),
    }
