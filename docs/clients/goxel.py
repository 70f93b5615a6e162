"""A client of goxel-daemon in one file, with nothing but the standard library (Python 3.8 or later).

Copy this file beside your program. A method of the daemon is a method here, its parameters by position or by name;
a result is what the daemon answered, as plain Python values:

    >>> from goxel import Goxel, RpcError
    >>> goxel = Goxel()                      # a Unix socket; Goxel("127.0.0.1:7890") for TCP
    >>> goxel.create_project("tower", 16, 16, 32)["project_id"]
    'tower'
    >>> goxel.fill_box(min=[0, 0, 0], max=[3, 3, 9], color="#c83c28")["success"]
    True
    >>> goxel.get_voxel(0, 0, 9)["color"]
    [200, 60, 40, 255]
    >>> goxel.render_scene("tower.png", 64, 64)["output_path"]
    'tower.png'

A name that Python reserves takes an underscore: `goxel.replace_color(from_="#c83c28", to="#3c78c8")`. `goxel.debug.
get_memory_stats()` and `goxel.rpc.discover()` are spelled as they are.

**Errors** are exceptions. What the daemon refuses is an RpcError with `code`, `reason` and `data` as docs/errors.md of
the daemon lists them; programs look at `reason`:

    >>> try:
    ...     goxel.add_voxel(0, 0, 0, 300, 0, 0)
    ... except RpcError as error:
    ...     print(error.code, error.reason, error.data["path"])
    -32602 invalid_params params[3]

Without an answer it is a ConnectionLost or a Timeout. All of them are GoxelErrors.

**Many requests at once.** A pipeline sends without waiting; a batch sends all in one message when its block ends. Both
hand out Pending objects, whose `result()` waits:

    >>> with goxel.pipeline() as pipeline:
    ...     layers = pipeline.list_layers()
    ...     box = pipeline.get_bounding_box()
    >>> layers.result()["count"], box.result()["dimensions"]
    (1, [4, 4, 10])
    >>> with goxel.batch() as batch:
    ...     _ = batch.remove_voxel(0, 0, 9)
    ...     corner = batch.get_voxel(0, 0, 9)
    >>> corner.result()["exists"]
    False

`goxel.notify("add_voxel", 5, 5, 5, "#ffffff")` asks for no answer at all.

**Sessions.** `create_project` and `load_project` bind their project to the connection, so most programs never name it.
To work on several over one connection, make them with `bind=False` and name them:

    >>> castle = goxel.session(goxel.create_project(name="castle", bind=False)["session"])
    >>> castle.add_voxels([[0, 0, 0, 90, 90, 90], [0, 0, 1, 90, 90, 90]])["added"]
    2
    >>> goxel.get_project_info()["name"], castle.get_project_info()["name"]
    ('tower', 'castle')

**Voxels in bulk** travel fastest as packed records, sixteen bytes each:

    >>> castle.add_voxels(data=pack_voxels((x, 0, 2, 90, 90, 90, 255) for x in range(1000)))["added"]
    1000
    >>> page = castle.get_layer_voxels(encoding="base64", limit=2)
    >>> list(unpack_voxels(page["data"]))
    [(0, 0, 0, 90, 90, 90, 255), (0, 0, 1, 90, 90, 90, 255)]

**Waiting.** Each call waits up to `timeout` seconds, 60 unless told; `goxel.request(METHOD, PARAMS, timeout=600)` says
so for one. A call that timed out is cancelled, if it is a job, and the connection can be used further.

    >>> goxel.close()                        # or: with Goxel() as goxel: ...

Any thread may use a connection; its calls then take turns. For work side by side give each thread its own.

**On the command line** the result is JSON on standard output. Each run is a process of its own, so a script keeps the
id of its session:

    export GOXEL_SESSION=$(python3 goxel.py --get session call create_project tower 16 16 32)
    python3 goxel.py call fill_box '{"min": [0, 0, 0], "max": [3, 3, 9], "color": "#c83c28"}'
    python3 goxel.py call add_voxel 0 0 10 '#3c78c8'
    python3 goxel.py call render_scene output_path=tower.png width=64 camera_preset=isometric
    echo '{"voxels": [[1, 1, 10, 9, 9, 9]]}' | python3 goxel.py call add_voxels -
    python3 goxel.py --get data call export_model format=txt | base64 -d
    printf '%s\\n' 'remove_voxel 0 0 10' 'get_bounding_box' | python3 goxel.py pipe
    python3 goxel.py methods layer

`pipe` takes a request a line and answers a line each, in the same order; an error is `{"error": ...}` there. Parameters
are JSON values; what is no JSON is a string. Exit code: 0 done, 1 the daemon answered with an error, 64 a wrong command
line, 65 wrong input, 69 no connection, 75 no answer in time.
"""

import argparse
import base64
import collections
import json
import math
import os
import select
import shlex
import signal
import socket
import struct
import sys
import threading
import time

__all__ = ["Goxel", "Session", "Pending", "GoxelError", "RpcError", "ConnectionLost", "Timeout", "pack_voxels",
           "unpack_voxels", "DEFAULT_ADDRESS"]

DEFAULT_ADDRESS = "/tmp/goxel-daemon.sock"
DEFAULT_TIMEOUT_S = 60.0
RECEIVE_BYTES = 1 << 18
# x, y, z and r, g, b, a of one voxel.
RECORD = struct.Struct("<iii4B")


class GoxelError(Exception):
    """Whatever went wrong between this program and the daemon."""


class RpcError(GoxelError):
    """The daemon answered with an error. `reason` is a word that never changes; `data` holds further facts."""

    def __init__(self, error):
        super().__init__(error.get("message", "an error without a message"))
        self.code = error.get("code")
        self.message = str(self)
        self.data = error.get("data") or {}
        self.reason = self.data.get("reason", "")

    def __str__(self):
        return self.args[0]


class ConnectionLost(GoxelError, ConnectionError):
    """There is no connection, or none any more. Whether unanswered requests took effect is not known."""


class Timeout(GoxelError, TimeoutError):
    """No answer came in time. Whether the request took effect is not known."""


def pack_voxels(voxels):
    """Base64 for the parameter `data` of add_voxels, from (x, y, z, r, g, b, a) each."""
    return base64.b64encode(b"".join(RECORD.pack(*voxel) for voxel in voxels)).decode("ascii")


def unpack_voxels(data):
    """Yields (x, y, z, r, g, b, a) of what the reading methods answer with `encoding="base64"`."""
    return RECORD.iter_unpack(base64.b64decode(data))


def full_name(method):
    """The name on the wire: `create_project` is `goxel.create_project`; `rpc.` and `$/` stand for themselves."""
    return method if method.startswith(("goxel.", "rpc.", "$/")) else "goxel." + method


def params_of(by_position, by_name):
    """Params for the wire, or None; JSON-RPC has them all by position or all by name."""
    if by_position and by_name:
        raise TypeError("give the parameters by position or by name, not both: JSON-RPC has one or the other")
    if by_name:
        return {name[:-1] if name.endswith("_") else name: value for name, value in by_name.items()}
    return list(by_position) if by_position else None


class _Method:
    """`caller.some.method`, which can be called."""

    def __init__(self, caller, name):
        self._caller = caller
        self._name = name
        self.__name__ = name

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return _Method(self._caller, self._name + "." + name)

    def __call__(self, *by_position, **by_name):
        return self._caller._call(self._name, params_of(by_position, by_name))

    def __repr__(self):
        return "<method %s of %r>" % (full_name(self._name), self._caller)


class _Caller:
    """Whatever has the daemon's methods as its own. What a call does is up to `_call`."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError("%s has no attribute %s" % (type(self).__name__, name))
        return _Method(self, name)

    def _call(self, method, params):
        raise NotImplementedError


class Pending:
    """The answer to a request that was sent, or will be when its batch is. Any thread."""

    def __init__(self, connection, request_id, method):
        self.id = request_id
        self.method = method
        self._connection = connection
        self._answer = None
        self._failure = None

    def done(self):
        """Whether `result()` answers without waiting."""
        return self._answer is not None or self._failure is not None

    def result(self, timeout=None):
        """The result; raises RpcError, ConnectionLost or Timeout. After a Timeout one may ask again."""
        self._connection._wait_for(self, timeout)
        if self._failure is not None:
            raise self._failure
        if "error" in self._answer:
            raise RpcError(self._answer["error"])
        return self._answer.get("result")

    def cancel(self):
        """Asks the daemon to stop it: a job then answers `cancelled`, unless it was quicker; all else goes on."""
        if not self.done():
            self._connection.notify("$/cancelRequest", id=self.id)

    def __repr__(self):
        return "<%s %s: %s>" % (self.method, self.id, "answered" if self.done() else "unanswered")


class _Pipeline(_Caller):
    """Calls are sent at once and answered later. Leaving its block waits for all, and raises the first failure."""

    def __init__(self, connection, session):
        self._connection = connection
        self._session = session
        self._calls = []

    def _call(self, method, params):
        pending = self._connection.send(method, params, session=self._session)
        self._calls.append(pending)
        return pending

    def notify(self, method, *by_position, **by_name):
        """Sends a request that is not answered."""
        self._connection._notify(method, params_of(by_position, by_name), self._session)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            for pending in self._calls:
                pending.result()


class _Batch(_Caller):
    """Calls are collected, and sent as one message when the block ends without an exception. Does not wait."""

    def __init__(self, connection, session):
        self._connection = connection
        self._session = session
        self._requests = []
        self._calls = []

    def _call(self, method, params):
        pending, request = self._connection._new_request(method, params, self._session)
        self._calls.append(pending)
        self._requests.append(request)
        return pending

    def notify(self, method, *by_position, **by_name):
        """Adds a request that is not answered."""
        self._requests.append(_envelope(method, params_of(by_position, by_name), self._session))

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None and self._requests:
            self._connection._send(self._requests, self._calls)
        elif kind is not None:
            for pending in self._calls:
                pending._failure = GoxelError("the batch was not sent")


class Session(_Caller):
    """The daemon's methods on one session, whichever the connection is bound to."""

    def __init__(self, connection, session_id):
        self.id = session_id
        self._connection = connection

    def _call(self, method, params):
        return self._connection.request(method, params, session=self.id)

    def request(self, method, params=None, **options):
        """As Goxel.request."""
        return self._connection.request(method, params, session=self.id, **options)

    def pipeline(self):
        """As Goxel.pipeline."""
        return _Pipeline(self._connection, self.id)

    def batch(self):
        """As Goxel.batch."""
        return _Batch(self._connection, self.id)

    def notify(self, method, *by_position, **by_name):
        """As Goxel.notify."""
        self._connection._notify(method, params_of(by_position, by_name), self.id)

    def __repr__(self):
        return "<Session %s>" % self.id


class Goxel(_Caller):
    """One connection to the daemon. Internally locked; any thread."""

    def __init__(self, address=None, timeout=DEFAULT_TIMEOUT_S, on_notification=None):
        """`address`: a Unix socket's path, "HOST:PORT" or (host, port); absent: DEFAULT_ADDRESS. `timeout`: seconds, or
        None for ever. `on_notification(method, params)` is called for what the daemon sends unasked, on the thread that
        is waiting for an answer then."""
        self.address = DEFAULT_ADDRESS if address is None else address
        self.timeout = timeout
        self.on_notification = on_notification
        self._lock = threading.RLock()
        self._unread = bytearray()
        self._searched = 0  # bytes of `_unread` that hold no newline
        self._unanswered = {}
        self._progress = {}
        self._last_id = 0
        self._socket = _connect(self.address, timeout)

    def request(self, method, params=None, session=None, timeout=None, on_progress=None):
        """The result of one call, with all there is to say about it. `params`: a list, a dict or None. `timeout`:
        seconds, instead of the connection's. `on_progress(fraction, text)` is told how a job does; it wants params by
        name."""
        pending = self.send(method, params, session, on_progress)
        try:
            return pending.result(timeout)
        except Timeout:
            if self.is_open:
                pending.cancel()
            raise

    def send(self, method, params=None, session=None, on_progress=None):
        """Sends a request and does not wait; its Pending."""
        pending, request = self._new_request(method, params, session)
        if on_progress is not None:
            request["params"] = _with_progress(params, pending.id)
            self._progress[pending.id] = on_progress
        self._send(request, [pending])
        return pending

    def notify(self, method, *by_position, **by_name):
        """Sends a request that is not answered, whether it succeeds or fails."""
        self._notify(method, params_of(by_position, by_name), None)

    def pipeline(self):
        """A block whose calls are sent at once; when it ends all are answered."""
        return _Pipeline(self, None)

    def batch(self):
        """A block whose calls are sent in one message when it ends."""
        return _Batch(self, None)

    def session(self, session_id):
        """The same methods on the session of that id."""
        return Session(self, session_id)

    @property
    def is_open(self):
        """Whether requests can be sent."""
        return self._socket is not None

    def close(self):
        """Ends the connection; unanswered requests fail here, and may still take effect there."""
        self._lose(ConnectionLost("the connection was closed"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return "<Goxel %s%s>" % (self.address, "" if self.is_open else ", closed")

    def _call(self, method, params):
        return self.request(method, params)

    def _notify(self, method, params, session):
        self._send(_envelope(method, params, session), [])

    def _new_request(self, method, params, session):
        with self._lock:
            self._last_id += 1
            pending = Pending(self, self._last_id, full_name(method))
        return pending, dict(_envelope(method, params, session), id=pending.id)

    def _send(self, message, calls):
        data = (json.dumps(message, separators=(",", ":")) + "\n").encode()
        with self._lock:
            if self._socket is None:
                raise ConnectionLost("the connection is closed")
            for pending in calls:
                self._unanswered[pending.id] = pending
            try:
                self._write(memoryview(data), _deadline(self.timeout))
            except ConnectionLost:
                # A daemon that is too busy says so and hangs up: that is the answer then.
                if not (calls and all(isinstance(pending._failure, RpcError) for pending in calls)):
                    raise

    def _write(self, data, deadline):
        """Sends all of it, and reads meanwhile: a daemon whose answers are not taken stops reading requests."""
        try:
            while data:
                self._await(deadline, to_write=True)
                try:
                    data = data[self._socket.send(data):]
                except BlockingIOError:
                    pass
        except OSError as error:
            if isinstance(error, Timeout):
                self._lose(ConnectionLost("a request could be sent only in part, in the time given"))
            elif not isinstance(error, GoxelError):
                self._lose(ConnectionLost("the connection failed: %s" % error.strerror))
                raise ConnectionLost("the connection failed: %s" % error.strerror) from error
            raise

    def _wait_for(self, pending, timeout):
        deadline = _deadline(self.timeout if timeout is None else timeout)
        with self._lock:
            while not pending.done():
                if pending.id not in self._unanswered:
                    raise GoxelError("%s was not sent yet: its batch's block has not ended" % pending.method)
                self._await(deadline, to_write=False)

    def _await(self, deadline, to_write):
        """Returns when there is room to write, if that is wanted, or something was read; raises Timeout."""
        if self._socket is None:
            raise ConnectionLost("the connection is closed")
        patience_ms = None if deadline is None else max(0, math.ceil((deadline - time.monotonic()) * 1000))
        poll = select.poll()
        poll.register(self._socket, select.POLLIN | (select.POLLOUT if to_write else 0))
        ready = poll.poll(patience_ms)
        if not ready:
            raise Timeout("no answer in time")
        if ready[0][1] & ~select.POLLOUT:
            self._read()

    def _read(self):
        try:
            data = self._socket.recv(RECEIVE_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._lose(ConnectionLost("the connection failed: %s" % error.strerror))
            raise ConnectionLost("the connection failed: %s" % error.strerror) from error
        if not data:
            self._lose(ConnectionLost("the daemon closed the connection"))
            raise ConnectionLost("the daemon closed the connection")
        self._unread += data
        end = self._unread.find(b"\n", self._searched)
        while end >= 0:
            line = bytes(self._unread[:end])
            del self._unread[:end + 1]
            self._searched = 0
            self._take(self._parsed(line))
            end = self._unread.find(b"\n")
        self._searched = len(self._unread)

    def _parsed(self, line):
        """The messages of a line: one, or those of a batch."""
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        messages = message if isinstance(message, list) else [message]
        if not all(isinstance(one, dict) for one in messages):
            self._lose(ConnectionLost("the peer does not speak JSON-RPC"))
            raise ConnectionLost("the peer does not speak JSON-RPC")
        return messages

    def _take(self, messages):
        for one in messages:
            if "method" in one:
                self._take_notification(one["method"], one.get("params"))
            elif one.get("id") is None and "error" in one:
                # It belongs to a message that could not be read, as one too large, and so to nobody in particular.
                self._fail_all(RpcError(one["error"]))
            else:
                pending = self._unanswered.pop(one.get("id"), None)
                self._progress.pop(one.get("id"), None)
                if pending is not None:
                    pending._answer = one

    def _take_notification(self, method, params):
        if method == "goxel.progress" and params.get("token") in self._progress:
            self._progress[params["token"]](params.get("fraction"), params.get("text", ""))
        elif self.on_notification is not None:
            self.on_notification(method, params)

    def _fail_all(self, failure):
        for pending in self._unanswered.values():
            pending._failure = failure
        self._unanswered.clear()
        self._progress.clear()

    def _lose(self, failure):
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None
            self._fail_all(failure)


def _envelope(method, params, session):
    request = {"jsonrpc": "2.0", "method": full_name(method)}
    if params is not None:
        request["params"] = params
    if session is not None:
        request["session"] = session
    return request


def _with_progress(params, token):
    if isinstance(params, (list, tuple)):
        raise TypeError("on_progress wants the parameters by name: a dict")
    return dict(params or {}, progress_token=token)


def _deadline(timeout):
    # poll() counts milliseconds in an int: a day is as good as for ever.
    return None if timeout is None or timeout > 86400 else time.monotonic() + timeout


def parse_address(text):
    """(host, port) of "HOST:PORT" or "[HOST]:PORT"; anything else is a path and comes back as it is."""
    if not isinstance(text, str) or "/" in text:
        return text
    host, colon, port = text.rpartition(":")
    return (host.strip("[]"), int(port)) if colon and host and port.isdigit() else text


def _connect(address, timeout):
    target = parse_address(address)
    try:
        if isinstance(target, tuple):
            connection = socket.create_connection(target, timeout)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        else:
            connection = _connect_unix(os.fspath(target), timeout)
    except OSError as error:
        raise ConnectionLost("%s: %s" % (address, error.strerror or error)) from error
    connection.setblocking(False)
    return connection


def _connect_unix(path, timeout):
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(timeout)
        connection.connect(path)
        return connection
    except OSError:
        connection.close()
        raise


# ---- the command line ----

PIPE_DEPTH = 256  # requests that `pipe` has under way
EXIT_OK, EXIT_ERROR, EXIT_USAGE, EXIT_INPUT, EXIT_UNAVAILABLE, EXIT_TIMEOUT = 0, 1, 64, 65, 69, 75


class _InputError(Exception):
    """What was given is not what it should be, in words for the user."""


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, "goxel: %s\n" % message)


def _value(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def _params_from(words):
    """Params of words: one JSON array or object; NAME=VALUE each; or values by position. `-` reads standard input."""
    if len(words) == 1 and words[0] == "-":
        try:
            return json.load(sys.stdin)
        except ValueError as error:
            raise _InputError("standard input is no JSON: %s" % error) from None
    if len(words) == 1 and words[0][:1] in ("{", "["):
        try:
            return json.loads(words[0])
        except ValueError as error:
            raise _InputError("the parameters are no JSON: %s" % error) from None
    if not words:
        return None
    pairs = [word.partition("=") for word in words]
    if all(equals and name.isidentifier() for name, equals, _ in pairs):
        return {name: _value(value) for name, _, value in pairs}
    return [_value(word) for word in words]


def _selected(result, path):
    for name in path.split(".") if path else []:
        try:
            result = result[int(name) if isinstance(result, list) else name]
        except (KeyError, IndexError, TypeError, ValueError):
            raise _InputError("the result has no %s" % path) from None
    return result


def _print_result(result, options):
    selected = _selected(result, options.get)
    if options.get and isinstance(selected, str):
        print(selected)
    else:
        indent = 2 if sys.stdout.isatty() else None
        print(json.dumps(selected, indent=indent, ensure_ascii=False,
                         separators=None if indent else (",", ":")))


def _complain(error):
    reason = " (%s)" % error.reason if isinstance(error, RpcError) and error.reason else ""
    print("goxel: %s%s" % (error, reason), file=sys.stderr)


def _command_call(goxel, options):
    params = _params_from(options.parameters)
    if params is not None and not isinstance(params, (list, dict)):
        raise _InputError("the parameters must be a JSON array or object")
    _print_result(goxel.request(options.method, params, session=options.session), options)
    return EXIT_OK


def _command_pipe(goxel, options):
    """Sends a request for each line of input without waiting; answers are printed in that order, and all of them
    before it waits for more input, so that a program may hold a conversation through it."""
    waiting = collections.deque()
    errors = 0

    def print_until(count):
        nonlocal errors
        while len(waiting) > count:
            try:
                _print_result(waiting.popleft().result(), options)
            except RpcError as error:
                errors += 1
                print(json.dumps({"error": {"code": error.code, "message": error.message, "data": error.data}}))
        sys.stdout.flush()

    for line in _lines_of_input(before_waiting=lambda: print_until(0)):
        words = _split_line(line)
        if words:
            waiting.append(goxel.send(words[0], _params_from(words[1:]), session=options.session))
        if len(waiting) > PIPE_DEPTH:
            print_until(PIPE_DEPTH // 2)
    print_until(0)
    return EXIT_ERROR if errors else EXIT_OK


def _lines_of_input(before_waiting):
    source, unread = sys.stdin.fileno(), b""
    while True:
        if not select.select([source], [], [], 0)[0]:
            before_waiting()
        data = os.read(source, RECEIVE_BYTES)
        lines = (unread + data).split(b"\n")
        unread = lines.pop() if data else b""
        for line in lines:
            yield line.decode(errors="surrogateescape")
        if not data:
            return


def _split_line(line):
    """METHOD and its parameters: the rest of the line when that is JSON, otherwise words as a shell splits them."""
    method, _, rest = line.strip().partition(" ")
    if rest.strip()[:1] in ("{", "["):
        return [method, rest.strip()]
    try:
        return shlex.split(line)
    except ValueError as error:
        raise _InputError("%s: %s" % (line.strip(), error)) from None


def _command_methods(goxel, options):
    for method in goxel.list_methods()["methods"]:
        text = "%s %s" % (method["method"], method["description"])
        if options.word.lower() in text.lower():
            names = [p["name"] if p["required"] else p["name"] + "?" for p in method["params"]]
            print("%-40s %s" % (" ".join([method["method"]] + names), method["description"]))
    return EXIT_OK


def _parse(arguments):
    parser = _Parser(prog="goxel", description="Speaks with goxel-daemon.")
    parser.add_argument("--address", "-a", default=os.environ.get("GOXEL_ADDRESS"), metavar="PATH|HOST:PORT",
                        help="of the daemon (default: $GOXEL_ADDRESS, else %s)" % DEFAULT_ADDRESS)
    parser.add_argument("--timeout", type=float, default=DEFAULT_TIMEOUT_S, metavar="SECONDS", help="for each answer")
    parser.add_argument("--session", default=os.environ.get("GOXEL_SESSION") or None, metavar="ID",
                        help="the session that is meant (default: $GOXEL_SESSION)")
    parser.add_argument("--get", default="", metavar="A.B.0", help="only that part of the result; a string comes bare")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    call = commands.add_parser("call", help="one request")
    call.add_argument("method")
    call.add_argument("parameters", nargs="*", metavar="PARAMETER",
                      help="a JSON array or object; or NAME=VALUE each; or values by position; - reads standard input")
    call.set_defaults(run=_command_call)
    pipe = commands.add_parser("pipe", help="a request for each line of standard input: METHOD PARAMETERS...")
    pipe.set_defaults(run=_command_pipe)
    methods = commands.add_parser("methods", help="what the daemon can do")
    methods.add_argument("word", nargs="?", default="", help="shows only what has it")
    methods.set_defaults(run=_command_methods)
    return parser.parse_args(arguments)


def main(arguments=None):
    """Runs one command; its exit code."""
    options = _parse(arguments)
    try:
        with Goxel(options.address, timeout=options.timeout) as goxel:
            code = options.run(goxel, options)
        sys.stdout.flush()
        return code
    except _InputError as error:
        _complain(error)
        return EXIT_INPUT
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does; nothing is left to say, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Timeout as error:
        _complain(error)
        return EXIT_TIMEOUT
    except ConnectionLost as error:
        _complain(error)
        return EXIT_UNAVAILABLE
    except RpcError as error:
        _complain(error)
        return EXIT_ERROR


if __name__ == "__main__":
    sys.exit(main())
