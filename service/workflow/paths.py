"""The addresses of pages, for mails and pages alike."""

from service.alliance import AddressWish, Alliance
from service.links import form_token
from service.participants import Role

ROLE_PATHS = {Role.PARTICIPANT: "p", Role.ORGANISER: "o", Role.COACH: "c"}


def link_path(role: Role, token: str) -> str:
    """Where a personal link leads."""
    if role == Role.FEED:
        return f"/feed/{token}.ics"
    return f"/{ROLE_PATHS[role]}/{token}"


def opened_at(page: str, part: str) -> str:
    """The page with this part of it open, in view."""
    return f"{page}?open={part}#{part}"


def public_path(alliance: str) -> str:
    """Where anybody in the alliance can have their own link mailed again."""
    return f"/alliance/{alliance}"


def handover_path(key: bytes, alliance: Alliance) -> str:
    """Where who has been asked to organise says yes."""
    return f"/handover/{alliance.id}/{handover_token(key, alliance)}"


def handover_token(key: bytes, alliance: Alliance) -> str:
    """What proves that the offer that stands was mailed to them."""
    offer = alliance.handover
    if offer is None:
        raise ValueError("nobody is asked")
    return form_token(key, f"handover/{alliance.id}/{offer.to.id}/{offer.at.isoformat()}")


def address_path(key: bytes, alliance: str, wish: AddressWish) -> str:
    """Where a new address is confirmed."""
    return f"/address/{alliance}/{wish.person}/{address_proof(key, alliance, wish)}"


def address_proof(key: bytes, alliance: str, wish: AddressWish) -> str:
    """What was mailed to the new address alone, so that who has it reads mail there."""
    return form_token(key, f"address/{alliance}/{wish.person}/{wish.email}/{wish.at.isoformat()}")


def silence_path(key: bytes, alliance: str, person: str) -> str:
    """Where mail is stopped; it opens nothing else (RFC 8058)."""
    return f"/silence/{alliance}/{person}/{silence_token(key, alliance, person)}"


def silence_token(key: bytes, alliance: str, person: str) -> str:
    """What proves that the way to silence was mailed to this person."""
    return form_token(key, f"silence/{alliance}/{person}")
