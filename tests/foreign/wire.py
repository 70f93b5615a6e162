"""What the Python programs here share: where the daemon is, checks that print one line each, and a record of every byte
that the daemon sent, which judge.js reads afterwards."""

import json
import os
import pathlib
import socket
import sys
import threading

UNIX = os.environ["FOREIGN_SOCKET"]
TCP = ("127.0.0.1", int(os.environ["FOREIGN_TCP"]))
HTTP_PORT = int(os.environ.get("FOREIGN_HTTP") or 0)
HEARD = pathlib.Path(os.environ["FOREIGN_HEARD"])
PROGRAM = pathlib.Path(sys.argv[0]).stem
PATIENCE_S = 30

_checks = []
_records = 0
_records_lock = threading.Lock()


def check(name):
    """Declares a function as a check: it fails by an exception. The first one of a group, which is what its name has
    before a colon, prepares the others: they fail with it."""
    def declare(body):
        _checks.append((name, body))
        return body
    return declare


def run():
    """Runs all checks and ends the program."""
    failed = 0
    groups = {}
    for name, body in _checks:
        group = name.partition(":")[0]
        why = ""
        try:
            if groups.get(group):
                raise AssertionError(f"the first check of {group} failed")
            body()
        except Exception as error:  # whatever a foreign library raises
            failed += 1
            why = f"{type(error).__name__}: {error}"[:600]
        groups.setdefault(group, why)
        print(json.dumps({"name": name, "why": why}), flush=True)
    sys.stdout.flush()
    os._exit(1 if failed else 0)  # the libraries' own threads do not end by themselves


def new_record():
    """A file for what the daemon sends on one more connection."""
    global _records
    with _records_lock:
        _records += 1
        return open(HEARD / f"{PROGRAM}-{_records - 1}", "wb")


class Relay:
    """Listens for a client that opens its connections itself, and passes all on to the daemon and back. It is of the
    client's own process, so to the daemon the peer is the same."""

    def __init__(self, target):
        self._target = target
        if isinstance(target, tuple):
            self._listener = socket.create_server(("127.0.0.1", 0))
            self.address = self._listener.getsockname()
        else:
            self.address = f"{target}.{PROGRAM}-{os.getpid()}-{id(self)}"
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(self.address)
            self._listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            near, _ = self._listener.accept()
            far = connect(self._target)
            record = new_record()
            threading.Thread(target=_pass_on, args=(near, far, None), daemon=True).start()
            threading.Thread(target=_pass_on, args=(far, near, record), daemon=True).start()


def _pass_on(source, target, record):
    try:
        while True:
            data = source.recv(1 << 16)
            if not data:
                break
            if record is not None:
                record.write(data)
                record.flush()
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the client has closed its side


def connect(target):
    """A socket to a path or to (host, port)."""
    connection = socket.socket(socket.AF_INET if isinstance(target, tuple) else socket.AF_UNIX)
    connection.settimeout(PATIENCE_S)
    connection.connect(target)
    return connection
