"""Many connections in one process, each with a script of its own and a model of every session it works on.

A script is a generator. It asks with Connection.request() and yields how many requests may be unanswered when it is
resumed, or Sleep. All choices come from the connection's own random numbers, so a seed gives the same scripts again.

A session's requests of one connection take effect in the order sent. So its model is a queue: what a request means is
applied, and what its answer says is checked, when all before it are. Answers to short requests that mean the
connection's own session have to come in that order too; jobs and forwarded requests may be overtaken.
"""

import base64
import collections
import json
import os
import selectors
import socket
import struct
import time

import daemon

Sleep = collections.namedtuple("Sleep", "until")

# Seconds without a request after which the daemon under test may put a session to rest: its undo history is lost then.
# The service's idle time-out. On a busy machine a new session may wait long for its first edit, and one that was never
# touched ends.
IDLE_S = 15 if daemon.SLOWDOWN > 1 else 4 if int(os.environ.get("GOXEL_E2E_ROUNDS", "0")) >= 1_000 else 2
# The far box that is filled as a job. In a model it is one entry beside the voxels.
FAR, FAR_SIDE = "far", 80
FAR_BOX = {"min": [1_024] * 3, "max": [1_024 + FAR_SIDE - 1] * 3}
# Models need not remember more steps than an undo ever asks for.
REMEMBERED_STEPS = 1_000


def unpack(data):
    """Packed records of voxels: {(x, y, z): (r, g, b, a)}."""
    return {(x, y, z): (r, g, b, a) for x, y, z, r, g, b, a in struct.iter_unpack("<3i4B", base64.b64decode(data))}


class Model:
    """What a connection knows of a session. `is_own`: nobody else edits it, so undo and whole reads are predictable."""

    def __init__(self, session, is_own):
        self.session, self.is_own = session, is_own
        self.voxels = {}
        self.queue = collections.deque()
        self.undo_steps, self.redo_steps = [], []
        self.sure_undo = self.sure_redo = 0
        self.last_sent = float("-inf")

    def at(self, position):
        if position[0] >= FAR_BOX["min"][0]:
            return self.voxels.get(FAR, (0, 0, 0, 0))
        return self.voxels.get(position, (0, 0, 0, 0))

    def edit(self, changes):
        """One step: {position: colour, or None to erase}."""
        before = {at: self.voxels.get(at) for at, color in changes.items() if self.voxels.get(at) != color}
        if not before:
            return
        self._write({at: changes[at] for at in before})
        self.undo_steps.append((before, {at: changes[at] for at in before}))
        del self.undo_steps[:-REMEMBERED_STEPS]
        self.redo_steps.clear()
        self.sure_undo, self.sure_redo = self.sure_undo + 1, 0

    def _write(self, changes):
        for at, color in changes.items():
            if color is None:
                self.voxels.pop(at, None)
            else:
                self.voxels[at] = color

    def undo(self, asked, done):
        self._check_steps("undo", asked, done, self.undo_steps, self.sure_undo)
        for _ in range(done):
            step = self.undo_steps.pop()
            self._write(step[0])
            self.redo_steps.append(step)
        if done < asked:
            self.undo_steps.clear()
        self.sure_undo, self.sure_redo = max(0, self.sure_undo - done), self.sure_redo + done

    def redo(self, asked, done):
        self._check_steps("redo", asked, done, self.redo_steps, self.sure_redo)
        for _ in range(done):
            step = self.redo_steps.pop()
            self._write(step[1])
            self.undo_steps.append(step)
        if done < asked:
            self.redo_steps.clear()
        self.sure_undo, self.sure_redo = self.sure_undo + done, max(0, self.sure_redo - done)

    @staticmethod
    def _check_steps(name, asked, done, steps, sure):
        most, least = min(asked, len(steps)), min(asked, sure)
        if not least <= done <= most:
            raise AssertionError(f"{name} of {asked} did {done} steps; {least} to {most} are right")

    def replace(self, voxels):
        """The session is another one now, as after a load."""
        self.voxels = dict(voxels)
        self.forget_history()
        self.undo_steps.clear()
        self.redo_steps.clear()

    def forget_history(self):
        """It may have rested: its steps may be gone, or still be there."""
        self.sure_undo = self.sure_redo = 0

    def note_turn(self, request):
        """Between two requests there may have been more time than a session is kept awake."""
        if request.replied is None:
            return
        if request.replied - self.last_sent >= IDLE_S:
            self.forget_history()
        self.last_sent = request.sent


class Request:
    """`settle(result, error)` is called when its turn in the model has come, a job's when its answer has come too."""

    __slots__ = ("id", "method", "model", "settle", "is_job", "is_ordered", "batch", "sent", "replied", "answer",
                 "snapshot")

    def __init__(self, number, method, model, settle, is_job, is_ordered, batch):
        self.id, self.method, self.model, self.settle = number, method, model, settle
        self.is_job, self.is_ordered, self.batch = is_job, is_ordered, batch
        self.sent = time.monotonic()
        self.replied = self.answer = self.snapshot = None


class Connection:
    def __init__(self, number, address, selector, random):
        self.number, self.address, self.selector, self.random = number, str(address), selector, random
        self.counts = collections.Counter()
        self.trace = collections.deque(maxlen=60)
        self.requests = 0
        self.pending = {}
        self.service = Model(None, False)  # what means no session: answered in order among themselves
        self.script = None
        self.waits_for = 0
        self.is_done = False
        self.batch = None
        self.socket = None
        self.open()

    # --- the socket

    def open(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(self.address)
        self.socket.setblocking(False)
        self.unread, self.unsent, self.is_ended = b"", [], False
        self.events = selectors.EVENT_READ
        self.selector.register(self.socket, self.events, self)

    def close(self):
        self.selector.unregister(self.socket)
        self.socket.close()
        self.socket = None

    def flush(self):
        if self.socket is None or not self.unsent:
            return
        data = b"".join(self.unsent)
        try:
            sent = self.socket.send(data)
        except BlockingIOError:
            sent = 0
        self.unsent = [data[sent:]] if sent < len(data) else []
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self.unsent else 0)
        if events != self.events:
            self.selector.modify(self.socket, events, self)
            self.events = events

    def on_event(self, events):
        if events & selectors.EVENT_WRITE:
            self.flush()
        if not events & selectors.EVENT_READ:
            return
        data = self.socket.recv(1 << 18)
        if not data:
            assert not self.unread, f"the connection ended inside an answer: {self.unread[-200:]!r}"
            assert not self.pending, f"the connection ended, {len(self.pending)} requests unanswered"
            self.is_ended = True
            self.selector.unregister(self.socket)
            return
        *lines, self.unread = (self.unread + data).split(b"\n")
        now = time.monotonic()
        for line in lines:
            self.trace.append(("<", line[:300]))
            self.on_answer(json.loads(line), now)

    # --- requests

    def request(self, method, params=None, settle=None, model=None, is_named=False, is_job=False, is_notification=False,
                is_ordered=True):
        """Asks, at once or as part of a batch. The request; it has the id."""
        self.requests += 1
        number = self.number * 10_000_000 + self.requests
        number = None if is_notification else number if self.random.random() < 0.5 else f"c{number}"
        message = {"jsonrpc": "2.0", "method": method}
        if number is not None:
            message["id"] = number
        if is_named:
            message["session"] = model.session
        if params is not None:
            message["params"] = params
        model = model or self.service
        request = Request(number, method, model, settle, is_job, is_ordered and not is_named, self.batch)
        if is_notification:
            request.answer = {}
        else:
            self.pending[number] = request
        model.queue.append(request)
        if self.batch is None:
            self._send(message)
        else:
            self.batch["messages"].append(message)
            self.batch["ids"] += [] if is_notification else [number]
        self._advance(model)
        return request

    def notify(self, method, params):
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def _send(self, message):
        line = json.dumps(message, separators=(",", ":")).encode() + b"\n"
        self.trace.append((">", line[:300]))
        self.unsent.append(line)

    def begin_batch(self):
        self.batch = {"messages": [], "ids": []}

    def end_batch(self):
        batch, self.batch = self.batch, None
        self._send(batch["messages"])
        self.counts["batches"] += 1

    # --- answers

    def on_answer(self, answer, now):
        if not isinstance(answer, list):
            return self._on_one(answer, None, now)
        requests = [self.pending.get(one.get("id")) for one in answer]
        batch = requests[0].batch if requests[0] else None
        assert batch is not None, f"an array that answers no batch: {str(answer)[:300]}"
        ids = [one["id"] for one in answer]
        assert sorted(map(str, ids)) == sorted(map(str, batch["ids"])), f"batch {batch['ids']} was answered {ids}"
        for one in answer:
            self._on_one(one, batch, now)

    def _on_one(self, answer, batch, now):
        request = self.pending.pop(answer.get("id"), None)
        assert request is not None, f"an answer that nothing, or nothing any more, waits for: {str(answer)[:300]}"
        assert request.batch is batch, f"{request.method} of a batch was answered alone: {str(answer)[:300]}"
        request.answer, request.replied = answer, now
        if request.is_job and request.snapshot is not None:
            return self._settle(request)
        if not request.is_job and request.model.queue[0] is not request:
            self._check_overtaking(request)
        self._advance(request.model)

    def _check_overtaking(self, request):
        for earlier in request.model.queue:
            if earlier is request:
                break
            assert earlier.is_job or earlier.answer is not None or not (earlier.is_ordered and request.is_ordered), \
                f"{request.method} {request.id} was answered before {earlier.method} {earlier.id}, sent earlier"
        self.counts["overtaken"] += 1

    def _advance(self, model):
        queue = model.queue
        while queue and (queue[0].is_job or queue[0].answer is not None):
            request = queue.popleft()
            if request.is_job:
                request.snapshot = dict(model.voxels) if request.settle is not None else {}
            if request.answer is not None:
                self._settle(request)

    def _settle(self, request):
        if not request.is_job:
            request.model.note_turn(request)
        error = request.answer.get("error")
        if request.settle is not None:
            request.settle(request.answer.get("result"), error)
        else:
            assert error is None, f"{request.method} {request.id} failed: {error}"

    # --- the script

    def resume(self, now):
        """Runs the script as far as what it waits for has come."""
        while not self.is_done:
            if isinstance(self.waits_for, Sleep):
                if now < self.waits_for.until:
                    break
            elif len(self.pending) > self.waits_for:
                break
            try:
                self.waits_for = next(self.script)
            except StopIteration:
                self.is_done = True
        self.flush()

    def check(self, method, what, expected):
        """A settle() that compares what(result) with expected(), asked for when the turn has come."""
        def settle(result, error):
            assert error is None, f"{method} failed: {error}"
            found, right = what(result), expected()
            assert found == right, f"{method}: expected {str(right)[:2000]}\nfound {str(found)[:2000]}"
        return settle

    def expect_error(self, reason):
        def settle(result, error):
            assert error is not None and error["data"]["reason"] == reason, f"expected {reason}: {result} {error}"
        return settle


def run(connections, selector):
    """Runs all scripts to their ends. What fails names the connection and shows its last messages."""
    heard = time.monotonic()
    current = None
    try:
        while not all(connection.is_done for connection in connections):
            now = time.monotonic()
            for current in connections:
                if not current.is_done:
                    current.resume(now)
            sleeps = [c.waits_for.until for c in connections if not c.is_done and isinstance(c.waits_for, Sleep)]
            timeout = max(0, min([1, *(until - now for until in sleeps)]))
            ready = selector.select(timeout)
            for key, events in ready:
                current = key.data
                current.on_event(events)
            if ready or sleeps:
                heard = time.monotonic()
            current = None
            if time.monotonic() - heard > daemon.PATIENCE_S:
                current = next(c for c in connections if c.pending)
                raise AssertionError(f"no answer for {daemon.PATIENCE_S} s to {list(current.pending)[:20]}")
    except Exception as problem:
        if current is None:
            raise
        shown = "\n".join(f"  {way} {line.decode(errors='replace').rstrip()}" for way, line in current.trace)
        raise AssertionError(f"connection {current.number}: {type(problem).__name__}: {problem}\n{shown}") from problem
