"""What people are told of the draft and the agreement."""

from service import emails
from service.alliance import (
    Alliance,
    Wish,
)
from service.emails import Message
from service.participants import Person, Role
from service.workflow.documents import changes_between
from service.workflow.posting import Post
from service.workflow.summaries import review_at
from service.workflow.wording.builders import Builder, names


def _draft_ready(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    talk = alliance.conversation
    seen = post.summary(alliance, wish.round, for_coach=False, reader=person)
    return emails.DraftReady(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.PARTICIPANT, "round", str(wish.round)),
        merge=seen.merge,
        names=dict(seen.names),
        headings=dict(seen.headings),
        unanswered=seen.unanswered,
        conversation_at=alliance.conversation_at,
        conversation_minutes=talk.minutes,
        conversation_place=talk.place,
    )


def _coach_summary(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    seen = post.summary(alliance, wish.round, for_coach=True, reader=person)
    return emails.CoachSummary(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.COACH, "round", str(wish.round)),
        occasion=asked.occasion,
        merge=seen.merge,
        names=dict(seen.names),
        headings=dict(seen.headings),
        unanswered=seen.unanswered,
        conversation_at=review_at(alliance, asked),
        trust_then=seen.trust_then,
        withheld=seen.withheld,
        late="late" in wish.about,
    )


def _settle_wording(post: Post, alliance: Alliance, person: Person, _wish: Wish) -> Message:
    page_url = post.link(alliance, person, Role.PARTICIPANT, "agreement")
    return emails.SettleWording(**post.common(alliance, person), page_url=page_url)


def _agreement_proposed(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    version = alliance.versions[int(wish.about.partition("/")[0]) - 1]
    earlier = alliance.versions[version.number - 2] if version.number > 1 else None
    changes = (
        [(c.heading, c.before, c.after) for c in changes_between(earlier, version)]
        if earlier
        else [(c.heading, "", c.text) for c in version.clauses]
    )
    return emails.AgreementProposed(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.PARTICIPANT, "agreement"),
        by=alliance.person(wish.by or "").name,
        version=version,
        changes=tuple(
            emails.ClauseChange(heading=heading, before=before, after=after)
            for heading, before, after in changes
        ),
    )


def _agreement_signed(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    version = alliance.versions[int(wish.about) - 1]
    return emails.AgreementSigned(
        **post.common(alliance, person),
        page_url=post.home(alliance, person, "agreement"),
        version=version,
        signers=names(alliance, version.signers),
        pdf=post.pdf(alliance, version, person),
    )


def _clause_objected(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    said = next(
        s for s in alliance.sign_offs if s.person == wish.by and s.clause_hash == wish.clause
    )
    clause = next(c for c in alliance.versions[-1].clauses if c.hash == wish.clause)
    return emails.ClauseObjected(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.PARTICIPANT, "agreement"),
        by=alliance.person(said.person).name,
        heading=clause.heading,
        reason=said.reason,
        wording=said.wording,
    )


BUILDERS: dict[str, Builder] = {
    "draft_ready": _draft_ready,
    "coach_summary": _coach_summary,
    "settle_wording": _settle_wording,
    "agreement_proposed": _agreement_proposed,
    "agreement_signed": _agreement_signed,
    "clause_objected": _clause_objected,
}
