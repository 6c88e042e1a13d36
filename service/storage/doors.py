"""How people come in: links, secret reply addresses, unconfirmed starts, and silences."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from service.links import Link
from service.participants import Role
from service.storage import tables
from service.storage.rows import Rows

# Built once: it stands on the path of every page.
_LINK = select(tables.links).where(tables.links.c.token_hash == bindparam("hash"))


class DoorRows(Rows):
    """What opens something to somebody; of each secret only the hash is kept."""

    def add_link(self, link: Link) -> None:
        """The link is known."""
        self._connection.execute(
            tables.links.insert(),
            {
                "token_hash": link.token_hash,
                "alliance": link.alliance,
                "person": link.person,
                "role": link.role.value,
                "made_at": link.made_at,
                "revoked_at": link.revoked_at,
            },
        )

    def link(self, token_hash: str) -> Link | None:
        """The link with this hash, revoked or not."""
        row = self._connection.execute(_LINK, {"hash": token_hash}).one_or_none()
        if row is None:
            return None
        return Link(
            token_hash=row.token_hash,
            alliance=row.alliance,
            person=row.person,
            role=Role(row.role),
            made_at=row.made_at,
            revoked_at=row.revoked_at,
        )

    def revoke_links(self, alliance: str, person: str, role: Role | None, now: datetime) -> None:
        """The person's links made so far are revoked: those of `role`, or all."""
        links = tables.links.c
        where = [links.alliance == alliance, links.person == person, links.revoked_at.is_(None)]
        if role is not None:
            where.append(links.role == role.value)
        self._connection.execute(update(tables.links).where(*where).values(revoked_at=now))

    def move_links(self, role: Role, old: tuple[str, str], new: tuple[str, str]) -> None:
        """Links that open `role` of `old` open it of `new` from now on: (alliance, person)."""
        links = tables.links.c
        where = [links.alliance == old[0], links.person == old[1], links.role == role.value]
        where.append(links.revoked_at.is_(None))
        moved = {"alliance": new[0], "person": new[1]}
        self._connection.execute(update(tables.links).where(*where).values(moved))

    def add_address(self, tag_hash: str, alliance: str, person: str, event: str | None) -> None:
        """Mail to the address with this tag is the person's; known already, it stays."""
        self._put(
            tables.addresses,
            {"tag_hash": tag_hash},
            only_new={"alliance": alliance, "person": person, "event": event},
        )

    def address(self, tag_hash: str) -> tuple[str, str, str | None] | None:
        """(alliance, person, event) to whom the tag belongs."""
        table = tables.addresses
        row = self._connection.execute(
            select(table).where(table.c.tag_hash == tag_hash)
        ).one_or_none()
        if row is None:
            return None
        event = None if row.event is None else str(row.event)
        return str(row.alliance), str(row.person), event

    def add_start(self, start_id: str, token_hash: str, body: str, made_at: datetime) -> None:
        """A start from the web waits for its organiser's word."""
        self._connection.execute(
            tables.starts.insert(),
            {
                "id": start_id,
                "token_hash": token_hash,
                "made_at": made_at,
                "body": self._close_text(body, "starts", start_id),
            },
        )

    def start(self, token_hash: str, *, since: datetime) -> str | None:
        """The body of the start that waits behind this token, if it was made since then."""
        table = tables.starts
        waits = select(table.c.id, table.c.body).where(
            table.c.token_hash == token_hash, table.c.made_at >= since
        )
        row = self._connection.execute(waits).one_or_none()
        return None if row is None else self._open_text(row.body, "starts", row.id)

    def delete_start(self, token_hash: str) -> bool:
        """Nothing waits behind this token any more; whether something did."""
        table = tables.starts
        gone = self._connection.execute(delete(table).where(table.c.token_hash == token_hash))
        return gone.rowcount > 0

    def delete_starts_before(self, moment: datetime) -> None:
        """Starts that nobody confirmed since `moment` are gone."""
        table = tables.starts
        self._connection.execute(delete(table).where(table.c.made_at < moment))

    def silence_address(self, email: str, now: datetime) -> None:
        """The address gets no mail from any alliance, present or future."""
        self._put(tables.silences, {"email_hash": self._seal.address_hash(email)}, {"at": now})

    def hear_address(self, email: str) -> None:
        """Alliances may write to the address again."""
        table = tables.silences
        known = table.c.email_hash == self._seal.address_hash(email)
        self._connection.execute(delete(table).where(known))

    def silenced(self, email: str) -> bool:
        """Whether the address wants no mail from any alliance."""
        table = tables.silences
        found = select(table.c.at).where(table.c.email_hash == self._seal.address_hash(email))
        return self._connection.scalar(found) is not None
