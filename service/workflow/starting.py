"""From a file, or from the web after the organiser has confirmed by mail: an alliance begins."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from service import alliance as core
from service import emails
from service.alliance import Alliance, Plan, read_plan
from service.errors import InvalidInput, NotFound, Problem
from service.languages import say
from service.links import address_token, hash_token, new_token, tagged_address
from service.participants import Role
from service.workflow.posting import queued
from service.workflow.wording import mails
from service.workflow.work import Work

CONFIRM_WITHIN = timedelta(days=3)


def begin(work: Work, plan: Plan) -> Alliance:
    """The alliance is stored, its first mails with it; who wants no mail gets none.

    Raises InvalidInput where it is the organiser who wants none.
    """
    _require_wanted(work, plan)
    outcome = core.start(plan, alliance_id=str(uuid4()), now=work.now, rules=work.rules)
    for person in outcome.alliance.people:
        if work.tx.silenced(person.email):
            outcome = outcome.then(core.silenced(outcome.alliance, person.id, work.now))
    work.tx.add_alliance(outcome.alliance)
    work.tx.queue(mails(work.post, outcome.alliance, outcome.wishes))
    work.tx.note(outcome.alliance.id, work.now, outcome.alliance.organiser.id, say("started"))
    return outcome.alliance


def planned(work: Work, given: Mapping[str, Any]) -> Plan:
    """What a file or a form describes, with this installation's limits and question sets.

    Raises InvalidInput, like `read_plan`.
    """
    limit = work.settings.max_participants
    return read_plan(given, now=work.now, limit=limit, sets=work.sets)


def ask_confirmation(work: Work, plan: Plan, given: Mapping[str, Any]) -> None:
    """The organiser is mailed a link to say that they meant it. Nobody else is written to yet.

    `plan` is what `planned` made of `given`. Raises InvalidInput for an organiser who
    may not start one here.
    """
    _require_allowed(plan.organiser.email, work.settings.allowed_organisers)
    _require_wanted(work, plan)
    work.tx.delete_starts_before(work.now - CONFIRM_WITHIN)
    token = new_token()
    work.tx.add_start(hash_token(token)[:32], hash_token(token), json.dumps(given), work.now)
    tag = address_token(work.key, "start", token)
    sender = tagged_address(work.settings.mail_from, tag)
    message = emails.ConfirmStart(
        to_name=plan.organiser.name,
        to_email=plan.organiser.email,
        language=plan.language,
        time_zone=plan.time_zone,
        sender=sender,
        reply_to=sender,
        alliance=plan.title,
        organiser=plan.organiser.name,
        why="organiser",
        confirm_url=f"{work.settings.public_url}/start/{token}",
        participants=tuple(p.name for p in plan.taking_part),
        expires_at=work.now + CONFIRM_WITHIN,
    )
    work.tx.queue(
        [
            queued(
                message,
                key=f"confirm_start:{hash_token(token)}",
                alliance=None,
                person=None,
                now=work.now,
            )
        ]
    )


def wished(work: Work, token: str) -> Plan:
    """The plan that waits to be confirmed. Raises NotFound; InvalidInput where time overtook it."""
    body = work.tx.start(hash_token(token), since=work.now - CONFIRM_WITHIN)
    if body is None:
        raise NotFound
    return planned(work, json.loads(body))


def confirm(work: Work, token: str) -> tuple[Alliance, str]:
    """The alliance begins, once; with it comes a link to the organiser's page."""
    plan = wished(work, token)
    if not work.tx.delete_start(hash_token(token)):
        raise NotFound  # pressed twice at once
    alliance = begin(work, plan)
    post = work.post
    return alliance, post.link(alliance, alliance.organiser, Role.ORGANISER)


def _require_wanted(work: Work, plan: Plan) -> None:
    """Raises InvalidInput for an organiser who could never be told anything."""
    if work.tx.silenced(plan.organiser.email):
        advice = say("this address wants no mail from here: give another")
        raise InvalidInput(Problem(field="organiser.email", advice=advice))


def _require_allowed(email: str, allowed: str) -> None:
    patterns = [a.strip().casefold() for a in allowed.split(",") if a.strip()]
    address = email.casefold()
    if patterns and not any(
        (address.endswith(p) if p.startswith("@") else address == p) for p in patterns
    ):
        raise InvalidInput(
            Problem(
                field="organiser.email",
                advice=say("this service is for known organisers only: ask who runs it"),
            )
        )
