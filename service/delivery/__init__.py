"""Delivery: mail leaves the outbox, at least once, and what became of it is recorded.

A lane is one connection that carries one mail at a time. In one commit it
settles the mail that it has just handed over and claims the next one, so a
crash repeats at most the one in flight; its bytes were kept before anybody
dialled, so a repeat is the same message.
"""

from service.delivery.carriers import (
    Carrier,
    LocalMailbox,
    SMTPCarrier,
    SMTPRelay,
    Transport,
    build_client,
)
from service.delivery.lanes import LEASE, Delivery
from service.delivery.ledger import Compose, OnSettled, Passing, Rules
from service.delivery.signing import Signer

__all__ = [
    "LEASE",
    "Carrier",
    "Compose",
    "Delivery",
    "LocalMailbox",
    "OnSettled",
    "Passing",
    "Rules",
    "SMTPCarrier",
    "SMTPRelay",
    "Signer",
    "Transport",
    "build_client",
]
