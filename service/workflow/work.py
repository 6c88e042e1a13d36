"""One piece of work: a transaction, the moment it happens at, and what the admin has set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from service import alliance as core
from service.alliance import Alliance, Outcome, Rules
from service.clock import days
from service.errors import Gone, NotFound
from service.languages import say
from service.links import hash_token
from service.participants import Person, Role
from service.questions import QuestionSet, load_sets
from service.settings import Settings
from service.storage import Transaction
from service.workflow.concluding import with_merges
from service.workflow.paths import link_path
from service.workflow.posting import Post
from service.workflow.wording import mails


@dataclass(frozen=True, kw_only=True)
class Work:
    """Use cases take one of these first. The edge that made it commits it."""

    tx: Transaction
    settings: Settings
    key: bytes
    now: datetime

    @property
    def rules(self) -> Rules:
        """What the admin has set, as the core wants it."""
        return Rules(
            review_lead=days(self.settings.review_lead_days),
            erase_after=days(self.settings.erase_after_days),
        )

    @property
    def sets(self) -> Mapping[str, QuestionSet]:
        """The question sets that an alliance may start with."""
        return load_sets(self.settings.question_sets)

    @property
    def post(self) -> Post:
        """What this moment's mails are built from; keep it for all of them."""
        return Post(self.tx, self.settings, self.key, self.now)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody who came by their link, and what it opens."""

    alliance: Alliance
    me: Person
    role: Role
    path: str
    """The link without the host: "/p/<token>"."""
    scope: str
    """What form tokens are bound to: the link's hash."""

    @property
    def others(self) -> tuple[Person, ...]:
        """The other participants, in the order in which they were named."""
        return tuple(p for p in self.alliance.participants if p.id != self.me.id)


def visit(work: Work, role: Role, token: str, *, lock: bool = False) -> Visit:
    """Who comes with this token; NotFound for a wrong one, Gone for one that was replaced."""
    hashed = hash_token(token)
    link = work.tx.link(hashed)
    if link is None or link.role != role:
        raise NotFound
    if link.revoked_at:
        raise Gone
    alliance = work.tx.alliance(link.alliance, lock=lock)
    me = next((p for p in alliance.people if p.id == link.person), None)
    if me is not None and not me.present:
        raise Gone
    if me is None or not me.has(role):
        raise NotFound
    return Visit(alliance=alliance, me=me, role=role, path=link_path(role, token), scope=hashed)


def conclude(work: Work, before: Alliance, outcome: Outcome) -> Alliance:
    """What was decided is saved, with the mails that it causes, in this one transaction."""
    told = core.Outcome(
        alliance=outcome.alliance, wishes=core.nobody_comes(before, outcome.alliance, work.now)
    )
    decided = outcome.then(told)
    merged = with_merges(work.tx, before, decided.alliance, work.now)
    settled = core.settled(replace(decided, alliance=merged), work.now, work.rules)
    after = settled.alliance
    if after.closure and before.closure is None:
        # Nothing leaves after the close but what the close brings, and what calendars have
        # not been told yet: that an earlier series ended may be among it.
        work.tx.cancel_mails(after.id, but={"calendar_message"})
        work.tx.note(after.id, work.now, after.closure.by, say("closed"))
    if after != before:
        after = work.tx.save(before, after)
    work.tx.queue(mails(work.post, after, settled.wishes))
    return after
