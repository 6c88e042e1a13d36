"""`make messages`: every catalogue lists all that is to be translated, and nothing else."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

LOCALE = Path(__file__).parents[2] / "service" / "locale"
_NOISE = re.compile(r'^"(?!Language:|Plural-Forms|MIME|Content-)[\w-]+: .*\\n"\n', re.MULTILINE)
"""Header lines that say when and by whom: the history of the repository knows."""


def to_translate():
    """The catalogue of every text that code, templates and question sets mark."""
    options = ["--mapping=pyproject.toml", "--keyword=say", "--add-location=file"]
    options += ["--sort-by-file", "--ignore-dirs=.*"]  # by default, folders named _… are left out
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", *options]
    with TemporaryDirectory() as folder:
        found = Path(folder) / "messages.pot"
        subprocess.run([*command, f"--output={found}", "."], check=True)
        return read(found)


def read(path, locale=None):
    with path.open("rb") as source:
        return read_po(source, locale=locale)


def update(folder, wanted):
    """The catalogue in `folder`, which is named for its language: what was translated is kept."""
    path = folder / "LC_MESSAGES" / "messages.po"
    known = read(path, folder.name) if path.exists() else Catalog(locale=folder.name)
    comment = f"# {known.locale.english_name} texts of Designed Alliance.\n"
    fresh = Catalog(locale=folder.name, header_comment=comment.rstrip(), fuzzy=False)
    for message in wanted:
        if message.id:
            said = known.get(message.id)
            files = [(name, None) for name in sorted({name for name, _ in message.locations})]
            fresh.add(message.id, said.string if said else "", files, flags=message.flags)
    written = BytesIO()
    write_po(written, fresh, width=None, sort_by_file=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_NOISE.sub("", written.getvalue().decode()), encoding="utf-8")


if __name__ == "__main__":
    everything = to_translate()
    for language in LOCALE.iterdir():
        update(language, everything)
