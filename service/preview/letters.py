"""What every sample mail has."""

from datetime import UTC, datetime
from typing import Any

from service import emails

BASE = "https://alliance.example.org"
REVIEW_AT = datetime(2026, 12, 22, 13, 0, tzinfo=UTC)
TOLD_HEADINGS = {
    "purpose": "Why we work together",
    "goals": "What we want to reach",
    "when_difficulty": "When it gets difficult",
    "contact": "How we stay in contact",
    "clause_contact": "How we stay in contact",
    "my_part": "What each of us takes on",
    "trust": "Trust now",
}
NUMBERED = (
    emails.NumberedQuestion(
        number="1",
        text="Why do you work together? What is this relationship for, at present?",
        hint="",
    ),
    emails.NumberedQuestion(
        number="2b",
        text="Ben: What qualities do you see in this person?",
        hint="",
    ),
    emails.NumberedQuestion(
        number="18",
        text="How high is the trust between you now?",
        hint="A number from 0 to 10, and why.",
    ),
)


def common(to: str = "Ben", why: str = "participant") -> dict[str, Any]:
    """The fields that every message has."""
    return {
        "to_name": to,
        "to_email": f"{to.lower()}@example.org",
        "language": "en",
        "time_zone": "Europe/Berlin",
        "sender": "alliance+4k2m@example.org",
        "reply_to": "alliance+4k2m@example.org",
        "alliance": "Ada and Ben",
        "organiser": "Ada",
        "why": why,
        "silence_url": f"{BASE}/silence/nQ2x",
    }
