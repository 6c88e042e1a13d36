"""The samples as a folder that any browser opens."""

import re
import shutil
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path

from service.preview.gallery import INDEX, Face, file, paths
from service.settings import Settings

_ASSET = re.compile(r'(href|src)="/(static|practice)/([^"?]+)(?:\?[^"]*)?"')


def write(folder: Path, languages: Iterable[str], settings: Settings) -> int:
    """How many files of samples are in `folder` now; raises OSError."""
    face = Face.of(settings)
    count = 0
    for language in languages:
        for path in paths(language):
            found = file(language, path, face)
            content = (
                _beside_assets(found.content, path) if path.endswith(".html") else found.content
            )
            target = folder / language / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            count += 1
    _write_assets(folder, settings)
    return count


def begin(folder: Path, languages: Iterable[str]) -> Path:
    """The page from which to look."""
    return folder / next(iter(languages)) / INDEX


def _beside_assets(html: bytes, path: str) -> bytes:
    """The page with its style sheet and scripts where the folder has them."""
    up = "../" * (path.count("/") + 1)
    return _ASSET.sub(rf'\1="{up}\2/\3"', html.decode()).encode()


def _write_assets(folder: Path, settings: Settings) -> None:
    with as_file(files("service.web") / "static") as static:
        shutil.copytree(static, folder / "static", dirs_exist_ok=True)
    practice = folder / "practice"
    practice.mkdir(exist_ok=True)
    (practice / "colours.css").write_text(settings.accents.style, "utf-8")
    if settings.mark:
        shutil.copy(settings.mark, practice / "mark")
