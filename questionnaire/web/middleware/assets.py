"""Static files under hashed names, compressed at start, cached by browsers for a year."""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from flask import Flask, request
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from questionnaire.web.middleware.encodings import AcceptedEncodings
from questionnaire.web.middleware.headers import SERVER

PREFIX = "static"
YEAR = 365 * 24 * 60 * 60
_LARGE = 100_000  # bytes
_HASHED = re.compile(rf"^/{PREFIX}/.+\.[0-9a-f]{{10}}\.[a-z0-9]+$")
_SERVED = {".css", ".js", ".svg", ".woff2", ".png", ".ico", ".txt"}


class _QuickCompressor(Compressor):  # type: ignore[misc]
    """Brotli at quality 11, but at 9 for what is large: the editor alone would take a second of each start."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Compress a file."""
        return bytes(brotli.compress(data, quality=11 if len(data) < _LARGE else 9))


def install_assets(app: Flask, folder: Path) -> Callable[[str], str]:
    """Serve `folder` in front of the app; return a function from a file name to its URL."""
    hashed, names = _prepared(folder)
    middleware = WhiteNoise(
        app.wsgi_app,
        root=str(hashed),
        prefix=PREFIX,
        max_age=YEAR,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(_HASHED.match(url)),
        add_headers_function=_add_headers,
    )
    app.wsgi_app = AcceptedEncodings(middleware)  # type: ignore[method-assign]

    def asset(name: str) -> str:
        return f"{request.script_root}/{PREFIX}/{names[name]}"

    return asset


@cache
def _prepared(folder: Path) -> tuple[Path, dict[str, str]]:
    """Return the folder of the hashed copies and their names; cached, since compressing takes most of a start."""
    hashed = Path(tempfile.mkdtemp(prefix="terrain-static-"))
    atexit.register(shutil.rmtree, hashed, ignore_errors=True)
    return hashed, _copy(folder, hashed)


def _copy(source: Path, target: Path) -> dict[str, str]:
    """Copy each file under its hashed name, which style sheets use for their fonts."""
    names: dict[str, str] = {}
    files = [file for file in sorted(source.rglob("*")) if file.is_file() and file.suffix in _SERVED]
    for file in sorted(files, key=lambda file: file.suffix == ".css"):
        name = file.relative_to(source).as_posix()
        content = file.read_bytes()
        if file.suffix == ".css":
            content = _with_hashed_names(content.decode(), names).encode()
        digest = hashlib.sha256(content).hexdigest()[:10]
        names[name] = f"{name.removesuffix(file.suffix)}.{digest}{file.suffix}"
        copy = target / names[name]
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
        shutil.copystat(file, copy)
    _compress([target / name for name in names.values()])
    return names


def _compress(files: list[Path]) -> None:
    """Write each file that gains by it in gzip and in Brotli beside it, several at a time: both free the interpreter."""
    compressor = _QuickCompressor(use_gzip=True, use_brotli=True, quiet=True)
    chosen = [str(file) for file in files if compressor.should_compress(file.name)]
    largest_first = sorted(chosen, key=os.path.getsize, reverse=True)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda file: list(compressor.compress(file)), largest_first))


def _with_hashed_names(css: str, names: dict[str, str]) -> str:
    def replaced(match: re.Match[str]) -> str:
        return f"url(../{names.get(match[1], match[1])})"

    return re.sub(r"""url\(["']?\.\./([^"')]+)["']?\)""", replaced, css)


def _add_headers(headers: Any, _path: str, _url: str) -> None:
    headers["Server"] = SERVER
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
