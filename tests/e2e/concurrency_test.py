"""64 connections at once, on 4 workers, each checked against its own model of every session it works on.

Each connection goes through scenes in random order: edits of its own project at varying depth, in batches, with undo;
another project, attached to or named; projects it only names; ephemeral ones; loads, with edits behind them; edits that
run as jobs; renders, also cancelled ones; hanging up and coming back; waiting until its project was put to rest.
Every colour tells the connection and the edit that wrote it.

GOXEL_E2E_ROUNDS says how many requests each connection sends, 10,000 in a full run; GOXEL_E2E_SEED repeats a run.
"""

import collections
import multiprocessing
import os
import queue
import random
import secrets
import selectors
import socket
import tempfile
import time

import concurrent_client
import daemon
from concurrent_client import FAR, FAR_BOX, FAR_SIDE, IDLE_S, Connection, Model, Sleep, unpack
from daemon import DaemonTest

ROUNDS = int(os.environ.get("GOXEL_E2E_ROUNDS", "200"))
SEED = os.environ.get("GOXEL_E2E_SEED") or secrets.token_hex(4)
CONNECTIONS, PROCESSES, SHARED = 64, 4, 8
WORKERS = 4
SIDE = 8  # of the cube of voxels that a connection edits
SCENE = max(10, min(200, ROUNDS // 12))
DEPTHS = (1, 1, 4, 16, 64, 256, 1_300)  # the last is more than one connection may have in flight
PAUSES = 1 if daemon.SLOWDOWN > 1 else 3
NAME = "concurrent"


def color_of(number, edit):
    value = number << 18 | edit
    return value >> 16, value >> 8 & 255, value & 255, 255


def writer_of(color):
    return (color[0] << 16 | color[1] << 8 | color[2]) >> 18


def worker_of(session):
    return session.split("-")[0]


class Script:
    """What one connection does, from its own seed."""

    def __init__(self, number, address, selector, folder, shared):
        self.number, self.folder = number, folder
        self.random = random.Random(f"{SEED}:{number}")
        self.link = Connection(number, address, selector, self.random)
        self.counts = self.link.counts
        self.shared = [Model(session, is_own=False) for session in shared]
        self.home = Model(None, is_own=True)
        self.edits = 0
        self.pauses = 0
        self.depth = 1
        self.stored = []  # (params of a load_project, voxels that it has to bring)
        self.link.script = self.run()

    def run(self):
        yield from self.begin_home()
        scenes = [self.work, self.visit, self.forward, self.coordinate, self.be_ephemeral, self.hang_up,
                  self.store_and_load, self.fill_far, self.pause, self.cancel]
        left = []
        while self.link.requests < ROUNDS:
            if not left:
                left = self.random.sample(scenes, len(scenes))
            self.depth = self.random.choice(DEPTHS)
            scene = left.pop()
            self.counts[scene.__name__] += 1
            yield from scene()
            if self.random.random() < 0.3:
                yield from self.compare_whole(self.home)
        yield from self.compare_whole(self.home)
        yield from self.leave()

    # --- single requests

    def room(self):
        """Goes on when there is room for one more request, after an excess when half has been answered."""
        if len(self.link.pending) >= self.depth:
            yield self.depth // 2

    def drained(self):
        yield 0

    def position(self, model):
        """Somewhere in this connection's own cube of the session."""
        x, y, z = (self.random.randrange(SIDE) for _ in range(3))
        return (x if model.is_own else x + SIDE * self.number), y, z

    def next_color(self):
        self.edits += 1
        return color_of(self.number, self.edits)

    def add(self, model, is_named=False, is_notification=False):
        at, color = self.position(model), self.next_color()
        method, params = "goxel.add_voxel", [*at, *color]
        self.edit(method, params, model, {at: color}, is_named=is_named, is_notification=is_notification)

    def add_list(self, model, is_named=False):
        changes = {self.position(model): self.next_color() for _ in range(10)}
        params = {"voxels": [[*at, *color] for at, color in changes.items()]}
        self.edit("add_voxels", params, model, changes, is_named=is_named)

    def remove(self, model, is_named=False):
        at = self.position(model)
        self.edit("goxel.remove_voxel", at, model, {at: None}, is_named=is_named)

    def edit(self, method, params, model, changes, **how):
        def settle(result, error):
            assert error is None, f"{method} {params} failed: {error}"
            model.edit(changes)
        self.link.request(method, params, settle, model, **how)

    def get(self, model, is_named=False, at=None):
        at = at or self.position(model)
        settle = self.link.check(f"get_voxel {at}", lambda result: (result["exists"], tuple(result["color"])),
                                 lambda: (model.at(at)[3] > 0, model.at(at)))
        self.link.request("goxel.get_voxel", at, settle, model, is_named=is_named)

    def get_list(self, model, is_named=False):
        places = [self.position(model) for _ in range(10)]
        settle = self.link.check("get_voxels", lambda result: [tuple(color) for color in result["colors"]],
                                 lambda: [model.at(at) for at in places])
        self.link.request("goxel.get_voxels", {"positions": places}, settle, model, is_named=is_named)

    def undo(self, model, is_named=False):
        self.take_steps("undo", model.undo, model, is_named)

    def redo(self, model, is_named=False):
        self.take_steps("redo", model.redo, model, is_named)

    def take_steps(self, method, take, model, is_named):
        steps = self.random.randrange(1, 4)

        def settle(result, error):
            assert error is None, f"{method} failed: {error}"
            self.counts[method + " of nothing"] += result["steps"] == 0
            take(steps, result["steps"])
        self.link.request("goxel." + method, [steps], settle, model, is_named=is_named)

    def ping(self, *_):
        word = f"{self.number}:{self.link.requests}"
        settle = self.link.check("echo", lambda result: result, lambda: [word])
        self.link.request("echo", [word], settle, is_ordered=self.link.batch is None)

    def render(self, model, side=24, is_named=False, reasons=()):
        def settle(result, error):
            if error is None:
                assert (result["width"], result["height"]) == (side, side), str(result)[:200]
                return
            assert error["data"]["reason"] in reasons, f"render_scene failed: {error}"
            self.counts[error["data"]["reason"]] += 1
        params = {"width": side, "height": side, "options": {"samples": 1, "shadows": False}}
        return self.link.request("goxel.render_scene", params, settle, model, is_named=is_named, is_job=True)

    def change_or_read(self, model, is_named=False):
        """One short request to a session, of a random kind."""
        kinds = (self.add, self.get, self.remove, self.add_list, self.get_list, self.ping, self.undo, self.redo)
        weights = (40, 30, 6, 4, 4, 3, 3 * model.is_own, 2 * model.is_own)
        self.random.choices(kinds, weights)[0](model, is_named)

    def some_requests(self, model, count, is_named=False):
        end = self.link.requests + count
        while self.link.requests < end:
            kind = self.random.random()
            if kind < 0.03:
                self.link.begin_batch()
                for _ in range(self.random.randrange(1, 20)):
                    self.change_or_read(model, is_named)
                self.link.end_batch()
            elif kind < 0.04 and model.voxels:
                self.render(model, is_named=is_named)
                self.counts["renders"] += 1
            elif kind < 0.06:
                self.add(model, is_named, is_notification=True)
            else:
                self.change_or_read(model, is_named)
            yield from self.room()

    def read_all(self, model, settle, is_named=False):
        """Whole where the session is this connection's own, else its own part."""
        if model.is_own:
            self.edit("goxel.clear_box", FAR_BOX, model, {FAR: None}, is_named=is_named)
            params = {"limit": 0, "encoding": "base64"}
            return self.link.request("goxel.get_layer_voxels", params, settle, model, is_named=is_named)
        first = SIDE * self.number
        params = {"min": [first, 0, 0], "max": [first + SIDE - 1] + [SIDE - 1] * 2, "limit": 0, "encoding": "base64"}
        return self.link.request("goxel.get_voxels_region", params, settle, model, is_named=is_named)

    def compare_whole(self, model, is_named=False):
        settle = self.link.check(f"all voxels of {model.session}", lambda result: unpack(result["data"]),
                                 lambda: model.voxels)
        self.read_all(model, settle, is_named)
        yield from self.room()

    def attach(self, model):
        settle = self.link.check("attach_session", lambda result: result["session"], lambda: model.session)
        self.link.request("goxel.attach_session", [model.session], settle, is_ordered=False)

    def list_state(self, session, states):
        """Puts what list_sessions says of a session into `states`."""
        def settle(result, error):
            assert error is None, f"list_sessions failed: {error}"
            states.append(next((one["state"] for one in result["sessions"] if one["session"] == session), "gone"))
        self.link.request("goxel.list_sessions", None, settle, is_ordered=False)

    # --- scenes; each begins and ends bound to home

    def begin_home(self):
        yield from self.create(self.home, {"name": f"{NAME}-{self.number}"})
        for _ in range(5):
            self.add(self.home)

    def create(self, model, params):
        def settle(result, error):
            assert error is None, f"create_project failed: {error}"
            model.session = result["session"]
        self.link.request("goxel.create_project", params, settle, model)
        if params.get("bind", True):
            self.add(model)  # right behind: it means the new project
        yield from self.drained()

    def work(self):
        yield from self.some_requests(self.home, SCENE)

    def visit(self):
        """Moves to the worker of another project, with requests right behind, and back."""
        shared = self.random.choice(self.shared)
        self.attach(shared)
        self.counts["migrations"] += worker_of(shared.session) != worker_of(self.home.session)
        yield from self.some_requests(shared, SCENE)
        yield from self.compare_whole(shared)
        self.attach(self.home)
        yield from self.some_requests(self.home, 5)

    def forward(self):
        """Names another project now and then, and edits its own in between."""
        shared = self.random.choice(self.shared)
        for _ in range(SCENE // 4):
            yield from self.some_requests(shared, 2, is_named=True)
            yield from self.some_requests(self.home, 2)
        self.counts["forwarded"] += SCENE // 2
        yield from self.compare_whole(shared, is_named=True)

    def coordinate(self):
        """Drives projects that it never binds to."""
        models = [Model(None, is_own=True) for _ in range(self.random.randrange(1, 4))]
        for number, model in enumerate(models):
            yield from self.create(model, {"name": f"{NAME}-{self.number}-{number}", "bind": False})
        for _ in range(SCENE // 5):
            yield from self.some_requests(self.random.choice(models), 5, is_named=True)
        for model in models:
            yield from self.compare_whole(model, is_named=True)
            yield from self.drained()
            self.link.request("goxel.close_project", {"discard": True}, None, model, is_named=True)
        yield from self.drained()
        for model in models:
            self.link.request("goxel.get_voxel", [0, 0, 0], self.link.expect_error("session_not_found"), model,
                              is_named=True)

    def be_ephemeral(self):
        """A project that ends when the connection goes back to its own, which was replaced with unsaved work."""
        brief = Model(None, is_own=True)
        self.add(self.home)
        yield from self.create(brief, {"name": "brief", "ephemeral": True})
        yield from self.some_requests(brief, SCENE)
        yield from self.compare_whole(brief)
        self.attach(self.home)
        self.home.forget_history()
        yield from self.some_requests(self.home, 5)
        yield from self.drained()
        self.link.request("goxel.attach_session", [brief.session], self.link.expect_error("session_not_found"))
        yield from self.some_requests(self.home, 5)

    def hang_up(self):
        """Leaves in the middle; comes back to what it had done, or to some of its last requests not done."""
        yield from self.drained()
        for _ in range(SCENE // 2):
            self.random.choice((self.add, self.get, self.remove, self.add_list))(self.home)
        if self.random.random() < 0.5:
            self.link.flush()
            yield from self.half_close()
            self.link.open()
        else:
            self.link.flush()
            if self.random.random() < 0.5:
                yield max(0, len(self.link.pending) - self.random.randrange(10))
            self.link.close()
            self.link.open()
            yield from self.recover()
        self.attach(self.home)
        self.counts["came back"] += 1
        yield from self.compare_whole(self.home)
        yield from self.some_requests(self.home, 5)

    def half_close(self):
        """Everything asked for is answered, then the connection ends, and nothing comes beside the answers."""
        self.link.socket.shutdown(socket.SHUT_WR)
        while not self.link.is_ended:
            yield Sleep(time.monotonic() + 0.01)
        self.link.socket.close()

    def recover(self):
        """What was unanswered has been done up to some request, and nothing after it."""
        lost = list(self.home.queue)
        self.home.queue.clear()
        self.link.pending.clear()
        self.link.service.queue.clear()
        states = []
        while not states or states[-1] == "bound":  # the daemon still reads what was sent before the end
            self.list_state(self.home.session, states)
            yield 0
        found = []
        self.attach(self.home)
        trial = Model(self.home.session, is_own=True)
        self.read_all(trial, lambda result, error: found.append(unpack(result["data"]) if not error else error))
        yield 0
        for request in [None, *lost]:
            if request is not None and request.method not in ("goxel.get_voxel", "goxel.get_voxels"):
                request.settle(None, None)
            if {at: color for at, color in self.home.voxels.items() if at != FAR} == found[0]:
                break
        else:
            raise AssertionError(f"after coming back: no part of what was sent makes {str(found[0])[:1000]}")
        self.home.edit({FAR: None})  # by read_all()
        self.home.forget_history()

    def store_and_load(self):
        """Keeps the project as bytes or as a file, and later loads what was kept, with edits right behind."""
        yield from self.some_requests(self.home, SCENE // 3)
        self.export() if self.random.random() < 0.5 else self.save()
        yield from self.some_requests(self.home, SCENE // 3)
        yield from self.drained()
        params, voxels = self.random.choice(self.stored)
        self.load(params, voxels)
        self.add(self.home)
        self.add(self.home)
        for at in self.random.sample(sorted(at for at in voxels if at != FAR), min(3, len(voxels) - (FAR in voxels))):
            self.get(self.home, at=at)
        self.render(self.home)
        yield from self.some_requests(self.home, SCENE // 3)
        yield from self.compare_whole(self.home)
        yield from self.drained()  # the session has another id now

    def export(self):
        def settle(result, error):
            assert error is None, f"export_model failed: {error}"
            self.stored = self.stored[-3:] + [({"data": result["data"]}, request.snapshot)]
        request = self.link.request("goxel.export_model", {"format": "gox"}, settle, self.home, is_job=True)

    def save(self):
        name = f"{self.number}-{self.link.requests}.gox"

        def settle(result, error):
            assert error is None, f"save_project failed: {error}"
            self.stored = self.stored[-3:] + [({"path": name}, request.snapshot)]
        request = self.link.request("goxel.save_project", [name], settle, self.home, is_job=True)

    def load(self, params, voxels):
        def settle(result, error):
            assert error is None, f"load_project failed: {error}"
            count = sum(FAR_SIDE ** 3 if at == FAR else 1 for at in voxels)
            assert result["voxel_count"] == count, f"{count} voxels were stored: {result}"
            self.home.session = result["session"]
            self.home.replace(voxels)
            self.counts["loads"] += 1
        self.link.request("goxel.load_project", params, settle, self.home)

    def fill_far(self):
        """An edit that is large enough to be a job, which those behind it wait for."""
        inside = (FAR_BOX["min"][0] + 7, FAR_BOX["max"][1], FAR_BOX["min"][2])
        color = self.next_color()
        self.edit("goxel.clear_box", FAR_BOX, self.home, {FAR: None})
        self.edit("goxel.fill_box", {**FAR_BOX, "color": color, "mode": "max"}, self.home, {FAR: color})
        self.get(self.home, at=inside)
        yield from self.some_requests(self.home, SCENE // 2)
        self.edit("goxel.clear_box", FAR_BOX, self.home, {FAR: None})
        self.get(self.home, at=inside)
        yield from self.some_requests(self.home, SCENE // 4)

    def pause(self):
        """Is quiet for so long that its project is put to rest, and goes on as if nothing had been."""
        if self.pauses == PAUSES:
            return
        self.pauses += 1
        self.add(self.home)
        yield from self.drained()
        yield Sleep(time.monotonic() + 3.5 * IDLE_S)
        states = []
        self.list_state(self.home.session, states)
        yield from self.drained()
        self.counts["state " + states[0]] += 1
        self.undo(self.home)
        yield from self.some_requests(self.home, SCENE // 2)
        yield from self.compare_whole(self.home)

    def cancel(self):
        """Calls off renders at once or a little later; each is answered once, by its picture or as cancelled."""
        for _ in range(SCENE // 8 + 1):
            self.add(self.home)
            render = self.render(self.home, side=self.random.choice((24, 300)), reasons=("cancelled",))
            yield from self.some_requests(self.home, self.random.randrange(6))
            self.link.notify("$/cancelRequest", {"id": render.id})
            yield from self.room()
        yield from self.drained()

    def leave(self):
        yield from self.drained()
        yield from self.half_close()


def run_part(part, address, folder, shared, results):
    """One process's connections. Puts (part's counts, {shared session: voxels written}) or the problem."""
    try:
        selector = selectors.DefaultSelector()
        numbers = range(part, CONNECTIONS, PROCESSES)
        scripts = [Script(number, address, selector, folder, shared) for number in numbers]
        concurrent_client.run([script.link for script in scripts], selector)
        counts = sum((script.counts for script in scripts), collections.Counter())
        counts["requests"] = sum(script.link.requests for script in scripts)
        written = {session: {} for session in shared}
        for script in scripts:
            for model in script.shared:
                written[model.session].update(model.voxels)
        results.put((counts, written))
    except Exception as problem:  # to be raised again in the test's own process
        results.put(problem if isinstance(problem, AssertionError) else AssertionError(repr(problem)))


class Concurrency(DaemonTest):
    def setUp(self):
        self.state = tempfile.TemporaryDirectory(prefix="goxel-state-")
        self.addCleanup(self.state.cleanup)
        self.FLAGS = ("--workers", str(WORKERS), "--jobs", "2", "--idle-timeout", str(IDLE_S),
                      "--idle-check-interval", "1", "--state-dir", self.state.name)
        super().setUp()

    def host_shared(self):
        """Projects for all to edit, each bound to a connection that stays."""
        hosts = self.connect_one_to_each_worker(WORKERS) + self.connect_many(SHARED - WORKERS)
        sessions = [host.call("goxel.create_project", [f"shared-{i}"])["session"] for i, host in enumerate(hosts)]
        for host in hosts:
            host.call("goxel.add_voxel", [-1, 0, 0, 1, 2, 3, 255])
        return hosts, sessions

    def look_at(self, hosts):
        """Whatever is in a shared project was written by the connection whose cube it is in."""
        for host in hosts:
            page = host.call("goxel.get_layer_voxels", {"limit": 0, "encoding": "base64"})
            for at, color in unpack(page["data"]).items():
                self.assertEqual(writer_of(color), at[0] // SIDE if at[0] >= 0 else 0, (at, color))
        self.assertIn(hosts[0].call("goxel.health_check")["daemon_status"], ("healthy", "overloaded"))

    def results_of(self, processes, results, hosts):
        found = []
        while len(found) < len(processes):
            try:
                result = results.get(timeout=1)
            except queue.Empty:
                for process in processes:
                    self.assertIn(process.exitcode, (None, 0), "a process of the test ended")
                self.look_at(hosts)
                continue
            if isinstance(result, Exception):
                raise result
            found.append(result)
        return found

    def test_every_session_is_what_its_clients_made_of_it_and_every_request_is_answered_once_and_in_order(self):
        print(f"GOXEL_E2E_SEED={SEED} GOXEL_E2E_ROUNDS={ROUNDS}", flush=True)
        begin = time.monotonic()
        hosts, shared = self.host_shared()
        fork = multiprocessing.get_context("fork")
        results = fork.Queue()
        processes = [fork.Process(target=run_part, args=(part, self.daemon.socket, self.folder, shared, results))
                     for part in range(PROCESSES)]
        for process in processes:
            process.start()
        try:
            found = self.results_of(processes, results, hosts)
        finally:
            for process in processes:
                process.terminate()
                process.join()
        counts = sum((part for part, _ in found), collections.Counter())
        print(f"{time.monotonic() - begin:.1f} s; {dict(sorted(counts.items()))}", flush=True)
        for host, session in zip(hosts, shared):
            expected = {(-1, 0, 0): (1, 2, 3, 255)}
            for _, written in found:
                expected.update(written[session])
            self.assertEqual(daemon.voxels_of(host), expected, session)
        for what in ("requests", "migrations", "forwarded", "loads", "batches", "came back", "state evicted",
                     "cancelled"):
            self.assertGreater(counts[what], 0, f"the run had no {what}: it shows nothing of them")


if __name__ == "__main__":
    daemon.main()
