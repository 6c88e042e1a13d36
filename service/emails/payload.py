"""Messages as the outbox keeps them until they are rendered."""

import re
from functools import cache

from pydantic import TypeAdapter

from service.emails.messages import Message


def kind(message: Message | type[Message]) -> str:
    """The class name in snake case: also the name of its templates' folder."""
    name = (message if isinstance(message, type) else type(message)).__name__
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def kinds() -> dict[str, type[Message]]:
    """Every class of message by its kind."""
    return {kind(each): each for each in Message.__subclasses__()}


def dump(message: Message) -> str:
    """The message as JSON, which `load` gives back as it was."""
    return _adapter(kind(message)).dump_json(message).decode()


def load(known_as: str, payload: str) -> Message:
    """The message of that kind which `dump` wrote; raises KeyError or ValueError for any other."""
    return _adapter(known_as).validate_json(payload)


@cache
def _adapter(known_as: str) -> TypeAdapter[Message]:
    return TypeAdapter(kinds()[known_as])
