"""A line to a server that breaks in the middle of a conversation."""

import socket
import threading
from contextlib import contextmanager, suppress


@contextmanager
def cutting(port, *limits):
    """(the port of the line, its connections so far): each is cut once so many bytes have come.

    Those after the last of `limits` are left alone.
    """
    cuts, made = iter(limits), []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept():
            with suppress(OSError):
                while True:
                    near, _ = listening.accept()
                    far = socket.create_connection(("127.0.0.1", port))
                    made.append(next(cuts, None))
                    threading.Thread(target=_join, args=(near, far, made[-1]), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1], made


def _join(near, far, limit):
    with near, far:
        back = threading.Thread(target=_carry, args=(near, far, None), daemon=True)
        back.start()
        _carry(far, near, limit)
        back.join()


def _carry(source, target, left):
    with suppress(OSError):
        while data := source.recv(4096 if left is None else min(4096, left)):
            target.sendall(data)
            if left is not None:
                left -= len(data)
                if not left:
                    break
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
