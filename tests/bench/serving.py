"""A server in a process of its own, asked over one connection that stays open."""

import http.client
import itertools
import multiprocessing
import socket
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from urllib.parse import urlencode

import uvicorn

TURNS = 12


@contextmanager
def served(build: Callable[..., object], *given: object) -> Generator[int]:
    """The port at which the site that `build(*given)` makes is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(port, build, given), daemon=True
    )
    server.start()
    try:
        _await(port)
        yield port
    finally:
        server.terminate()
        server.join()


def gets_per_second(*pages: tuple[int, str]) -> list[float]:
    """The best of each (port, path), asked in turns, so that a busy moment strikes none alone."""
    return _in_turns([_getter(*page) for page in pages], 30)


def posts_per_second(*forms: tuple[int, str, Callable[[int], dict[str, str]]]) -> list[float]:
    """The best of each (port, path, the n-th fields), asked in turns."""
    return _in_turns([_poster(*form) for form in forms], 10)


def _in_turns(asks: list[Callable[[], None]], count: int) -> list[float]:
    best = [0.0] * len(asks)
    for _ in range(TURNS):
        for place, ask in enumerate(asks):
            began = time.perf_counter()
            for _ in range(count):
                ask()
            best[place] = max(best[place], count / (time.perf_counter() - began))
    return best


def _getter(port: int, path: str) -> Callable[[], None]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    return lambda: _get(connection, path) and None


def _poster(port: int, path: str, fields: Callable[[int], dict[str, str]]) -> Callable[[], None]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    numbers = itertools.count()
    return lambda: _post(connection, path, fields(next(numbers)))


def body(port: int, path: str) -> bytes:
    return _get(http.client.HTTPConnection("127.0.0.1", port), path)


def _get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path} answered {answer.status}")
    return content


def _post(connection: http.client.HTTPConnection, path: str, fields: dict[str, str]) -> None:
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, urlencode(fields), head)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != http.client.SEE_OTHER:
        raise RuntimeError(f"{path} answered {answer.status}: {content[:300]!r}")


def _serve(port: int, build: Callable[..., object], given: tuple[object, ...]) -> None:
    uvicorn.run(build(*given), host="127.0.0.1", port=port, log_level="error")


def _await(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
