"""What every message carries."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict


@dataclass(frozen=True, kw_only=True)
class Message:
    """What every message carries.

    `why` is the reason the person gets it, for the foot: participant, organiser or coach.
    `sender` is the address in From, `reply_to` the secret one for their words.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        ser_json_bytes="base64", val_json_bytes="base64"
    )

    to_name: str
    to_email: str
    language: str
    time_zone: str
    sender: str
    reply_to: str
    alliance: str
    """The alliance's title."""
    organiser: str
    why: str
    silence_url: str = ""
    """For List-Unsubscribe; empty where the mail was asked for just now."""
    moment_url: str = ""
    """Where a participant can say that something has happened; empty for all others."""
