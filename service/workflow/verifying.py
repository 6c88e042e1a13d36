"""Whether a record that `export` wrote still says what was proposed and signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from service.agreement import Clause, Version
from service.errors import AllianceError


class NotARecord(AllianceError):
    """It is no record of an alliance with its words."""

    advice = "It is no record that “alliance export --format json” wrote."


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was found of one version: who signed all of it, who did not, and what does not fit."""

    number: int
    signed_by: tuple[str, ...] = ()
    unsigned_by: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line, or one for each thing that does not fit."""
        if self.problems:
            return "\n".join(f"version {self.number}: {problem}" for problem in self.problems)
        parts = ["untouched"]
        if self.signed_by:
            parts.append(f"signed by {', '.join(self.signed_by)}")
        if self.unsigned_by:
            parts.append(f"not all of it by {', '.join(self.unsigned_by)}")
        return f"version {self.number}: {', '.join(parts)}"


def verified(record: bytes) -> tuple[Verdict, ...]:
    """A verdict on each version: every hash worked out again, every signature held against it.

    The bytes that are hashed are those of `Clause.hash` and `Version.hash`.
    Whoever changes words could write new hashes too: that the record is the
    one that people signed is shown by the fingerprint on anybody's PDF.
    Raises NotARecord.
    """
    try:
        told = _RECORD.validate_json(record, strict=True)
        names = {person.id: _printable(person.name) for person in told.people}
        return tuple(
            _verdict(version, number, names)
            for number, version in enumerate(told.agreement.versions, start=1)
        )
    except (ValidationError, UnicodeError) as error:
        raise NotARecord from error


@dataclass(frozen=True, kw_only=True)
class _Person:
    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class _Clause:
    key: str
    section: str
    heading: str
    text: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class _SignOff:
    person: str
    clause: str
    hash: str
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class _Version:
    number: int
    hash: str
    proposed_at: datetime
    proposed_by: str | None
    signers: tuple[str, ...]
    signed_by: tuple[str, ...]
    clauses: tuple[_Clause, ...]
    sign_offs: tuple[_SignOff, ...]


@dataclass(frozen=True, kw_only=True)
class _Agreement:
    versions: tuple[_Version, ...]


@dataclass(frozen=True, kw_only=True)
class _Record:
    people: tuple[_Person, ...]
    agreement: _Agreement


_RECORD: TypeAdapter[_Record] = TypeAdapter(_Record)


def _verdict(told: _Version, number: int, names: Mapping[str, str]) -> Verdict:
    agreed = {(s.person, s.hash) for s in told.sign_offs if s.agrees}
    # Who came later may sign too; it is in force without them.
    everybody = dict.fromkeys((*told.signers, *(s.person for s in told.sign_offs)))
    signed = [s for s in everybody if all((s, c.hash) in agreed for c in told.clauses)]
    return Verdict(
        number=told.number,
        signed_by=tuple(names.get(s, "somebody unknown") for s in signed),
        unsigned_by=tuple(
            names.get(s, "somebody unknown") for s in told.signers if s not in signed
        ),
        problems=(
            *_misnumbered(told, number),
            *_changed_clauses(told),
            *_false_signatures(told, signed, names),
        ),
    )


def _misnumbered(told: _Version, number: int) -> Iterator[str]:
    if told.number != number:
        yield f"it stands where version {number} should: one is missing, or their order was changed"


def _changed_clauses(told: _Version) -> Iterator[str]:
    """Each clause that does not have its hash, and the fingerprint that is not that of them all."""
    clauses = tuple(
        Clause(key=c.key, section=c.section, heading=c.heading, text=c.text) for c in told.clauses
    )
    for recorded, clause in zip(told.clauses, clauses, strict=True):
        if recorded.hash != clause.hash:
            yield f"“{_printable(clause.heading)}” ({_printable(clause.key)}) has been changed"
    version = Version(
        number=told.number,
        clauses=clauses,
        proposed_by=told.proposed_by,
        proposed_at=told.proposed_at,
        signers=told.signers,
    )
    if told.hash != version.hash:
        yield "the fingerprint is not that of these clauses in this order"


def _false_signatures(told: _Version, signed: list[str], names: Mapping[str, str]) -> Iterator[str]:
    """Each word that is not on a clause of this version, and who is said to have signed it all."""
    clauses = {(c.key, c.hash) for c in told.clauses}
    for said in told.sign_offs:
        name = names.get(said.person, "somebody unknown")
        if (said.clause, said.hash) not in clauses:
            yield f"what {name} signed as “{_printable(said.clause)}” has other words"
    unsaid = {*signed} & {*told.signers} - {*told.signed_by}
    for person in sorted(unsaid | {*told.signed_by} - {*signed}):
        yield f"whether {names.get(person, 'somebody unknown')} signed all of it is told wrongly"


def _printable(text: str) -> str:
    """On a terminal, a file's text is letters only."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
