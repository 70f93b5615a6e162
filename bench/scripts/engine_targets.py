#!/usr/bin/env python3
"""Measures targets on a real daemon over its Unix socket, and prints a table for docs/performance.md.

Each group starts a daemon of its own with one worker. Rates are voxels a second of the server's own processor time, all
its threads together, so that the client's share of the machine does not count; the wall time is printed beside.
"""

import argparse
import base64
import json
import os
import pathlib
import random
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
KIB = 1024
MIB = 1024 * KIB
PATIENCE_S = 60


class Connection:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE_S)
        self.socket.connect(path)
        self.buffer = bytearray(4 * MIB)
        self.has_project = False

    def exchange(self, line):
        """Sends one line; gives the reply's bytes and the seconds between."""
        view = memoryview(self.buffer)
        parts = []
        began = time.perf_counter()
        self.socket.sendall(line)
        while not parts or parts[-1][-1:] != b"\n":
            count = self.socket.recv_into(view)
            if count == 0:
                raise EOFError("the daemon closed the connection")
            parts.append(bytes(view[:count]))
        return b"".join(parts), time.perf_counter() - began

    def call(self, method, **params):
        return self.timed_call(method, **params)[0]

    def new_project(self, **params):
        """Goes on with an empty project; what the last one held is given up, and not kept for recovery."""
        if self.has_project:
            self.call("goxel.close_project", discard=True)
        self.call("goxel.create_project", **params)
        self.has_project = True

    def timed_call(self, method, **params):
        reply, elapsed = self.exchange(request(method, params))
        reply = json.loads(reply)
        if "error" in reply:
            raise RuntimeError(f"{method}: {reply['error']}")
        return reply["result"], elapsed


def request(method, params):
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


class Daemon:
    """The program under test, in a folder of its own."""

    def __init__(self, options, *flags, poll_s=0.01):
        self.folder = tempfile.TemporaryDirectory(prefix="goxel-targets-")
        self.path = str(pathlib.Path(self.folder.name) / "socket")
        self.process = subprocess.Popen(
            [options.daemon, "--socket", self.path, "--log-level", "error", *flags],
            cwd=self.folder.name,
            env={**os.environ, "XDG_STATE_HOME": self.folder.name},
        )
        deadline = time.monotonic() + PATIENCE_S
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{options.daemon} does not serve")
            time.sleep(poll_s)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        self.folder.cleanup()

    def answers(self):
        try:
            self.connect().call("ping")
            return True
        except OSError:
            return False

    def connect(self):
        return Connection(self.path)

    def cpu_s(self):
        """Processor seconds of all its threads, exact to well below a microsecond."""
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9

    def resident_bytes(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * KIB
        raise RuntimeError("no VmRSS")


class Table:
    def __init__(self):
        print("| target | what | median | smallest to largest | asked for | met |")
        print("|---|---|---|---|---|---|", flush=True)

    def row(self, target, what, figures, unit, bound=None, more_is_better=False):
        median = statistics.median(figures)
        asked = met = ""
        if bound is not None:
            asked = f"{'>=' if more_is_better else '<='} {bound:g} {unit}"
            met = "yes" if (median >= bound if more_is_better else median <= bound) else "no"
        spread = f"{min(figures):.3g} to {max(figures):.3g}"
        seen = f"{median:.3g} {unit}".strip()
        print(f"| {target} | {what} | {seen} | {spread} | {asked.strip()} | {met} |", flush=True)


def colored_cube(side):
    """Voxels of a cube of many colours, row by row: (x, y, z, r, g, b)."""
    return [(x, y, z, x & 255, y & 255, z & 255) for z in range(side) for y in range(side) for x in range(side)]


def packed(voxels):
    return base64.b64encode(b"".join(struct.pack("<3i4B", *voxel, 255) for voxel in voxels)).decode()


def measure_writes(table, options):
    """add_voxels, the bytes ready before the clock starts."""
    forms = {
        "objects": lambda part: {"voxels": [dict(zip("xyzrgb", voxel)) for voxel in part]},
        "arrays": lambda part: {"voxels": part},
        "base64": lambda part: {"data": packed(part)},
    }
    cube = colored_cube(100)
    shuffled = list(cube)
    random.Random(1).shuffle(shuffled)
    cases = [
        ("arrays", cube, 1_000, 50),
        ("arrays", cube, 100_000, 5),
        ("objects", cube, 100_000, 5),
        ("base64", cube, 1_000, 200),
        ("base64", cube, 100_000, 10),
        ("base64", cube, 1_000_000, 2),
        ("base64", shuffled, 1_000_000, 2),
    ]
    for form, voxels, size, calls in cases:
        parts = [voxels[i * size % len(voxels) :][:size] for i in range(calls)]
        lines = [request("add_voxels", forms[form](part)) for part in parts]
        per_cpu, per_wall = [], []
        with Daemon(options, "--workers", "1") as daemon:
            connection = daemon.connect()
            for _ in range(options.repeats + 1):  # the first warms up
                connection.new_project()
                cpu, wall = daemon.cpu_s(), 0.0
                for line in lines:
                    reply, elapsed = connection.exchange(line)
                    wall += elapsed
                    assert b'"result"' in reply, reply[:300]
                per_cpu.append(size * calls / (daemon.cpu_s() - cpu) / 1e6)
                per_wall.append(size * calls / wall / 1e6)
        what = f"add_voxels, {size:,} a call, {form}{', shuffled' if voxels is shuffled else ''}"
        table.row(4, what, per_cpu[1:], "M voxels/s", 30 if form == "base64" else 3, True)
        table.row(4, f"{what}, wall", per_wall[1:], "M voxels/s")


def shape_times(daemon, options, kind, side):
    connection = daemon.connect()
    center = [side // 2 + 1] * 3
    times = []
    for _ in range(options.repeats + 1):
        connection.new_project()
        times.append(1e3 * connection.timed_call("goxel.procedural_shape", shape_type=kind, center=center,
                                                 size=[side] * 3, color=[200, 100, 50, 255])[1])
    return times[1:]


def measure_shapes(table, options):
    with Daemon(options, "--workers", "1") as daemon:
        table.row(5, "solid cube 100^3, round trip", shape_times(daemon, options, "cube", 100), "ms", 3)
        table.row(5, "sphere 256 across, round trip", shape_times(daemon, options, "sphere", 256), "ms", 60)


def measure_reads(table, options):
    with Daemon(options, "--workers", "1") as daemon:
        connection = daemon.connect()
        connection.new_project()
        connection.call("add_voxels", data=packed(colored_cube(100)))
        line = request("goxel.get_voxels_region", {"min": [0, 0, 0], "max": [99, 99, 99], "limit": 0,
                                                   "encoding": "base64"})
        per_cpu, per_wall = [], []
        for _ in range(options.repeats + 1):
            cpu = daemon.cpu_s()
            reply, elapsed = connection.exchange(line)
            per_cpu.append(1 / (daemon.cpu_s() - cpu))
            per_wall.append(1 / elapsed)
            assert b'"count":1000000' in reply[-300:] + reply[:300], reply[-300:]
        table.row(6, "get_voxels_region, 1 M voxels, base64", per_cpu[1:], "M voxels/s", 30, True)
        table.row(6, "the same, wall", per_wall[1:], "M voxels/s")


def solid_bytes_per_voxel(options):
    """A solid of many colours, written in slabs that end where tiles do, so that undo keeps no tile twice."""
    side, slabs = 128, 48
    with Daemon(options, "--workers", "1") as daemon:
        connection = daemon.connect()
        slab = [(x, y, z, x & 255, y & 255, z & 255) for z in range(16) for y in range(side) for x in range(side)]
        template = b"".join(struct.pack("<3i4B", *voxel, 255) for voxel in slab)

        def write(layer):
            data = bytearray(template)
            for i in range(0, len(data), 16):
                struct.pack_into("<i", data, i + 8, slab[i // 16][2] + 16 * layer)
            connection.call("add_voxels", data=base64.b64encode(data).decode())

        connection.new_project()
        for layer in range(4):  # brings the connection's buffers to the size they keep
            write(layer)
        before = daemon.resident_bytes()
        for layer in range(4, slabs):
            write(layer)
        return (daemon.resident_bytes() - before) / ((slabs - 4) * len(slab))


def sessions_bytes(options, count, voxels, one_call):
    """What a session takes, and the daemon's resident memory with all of them."""
    with Daemon(options, "--workers", "1") as daemon:
        connection = daemon.connect()
        before = daemon.resident_bytes()
        for _ in range(count):
            session = connection.call("goxel.create_project", bind=False)["session"]
            if one_call and voxels:
                connection.call("add_voxels", voxels=[[i, 0, 0, 9, 9, i] for i in range(voxels)], session=session)
            elif voxels:
                for i in range(voxels):
                    connection.call("goxel.add_voxel", position=[i, 0, 0], color=[9, 9, i], session=session)
        assert connection.call("goxel.list_sessions")["count"] == count
        after = daemon.resident_bytes()
        return (after - before) / count / KIB, after / MIB


def measure_memory(table, options):
    runs = range(options.repeats)
    idle = []
    for _ in runs:
        with Daemon(options) as daemon:
            idle.append(daemon.resident_bytes() / MIB)
    table.row(8, "resident memory of an idle daemon", idle, "MiB", 16)
    solid = [solid_bytes_per_voxel(options) for _ in runs]
    table.row(8, "a voxel of a solid of many colours", solid, "bytes", 6)
    for what, one_call in (("one call", True), ("ten calls", False)):
        sizes = [sessions_bytes(options, 1_000, 10, one_call)[0] for _ in runs]
        table.row(8, f"a session of 10 voxels, {what}, of 1,000", sizes, "KiB", 40)
    many = [sessions_bytes(options, 10_000, 10, True) for _ in range(min(3, options.repeats))]
    table.row(8, "a session of 10 voxels of 10,000 at once", [session for session, _ in many], "KiB", 40)
    table.row(8, "resident memory with those 10,000", [resident for _, resident in many], "MiB")


def measure_undo(table, options):
    """Round trips on a terrain of about 3 million voxels; the client's part is what a ping takes."""
    edits = {
        "fill_box 256^3": ("goxel.fill_box", {"min": [0, 0, 0], "max": [255, 255, 255], "color": [9, 9, 9, 255]}),
        "generate_noise 256^3": ("goxel.generate_noise", {"min": [0, 0, 0], "max": [255, 255, 255]}),
        "adjust_colors of every voxel": ("goxel.adjust_colors", {"hue": 90}),
        "translate": ("goxel.translate", {"offset": [1, 2, 3]}),
        "clear": ("goxel.clear", {}),
        "merge_visible": ("goxel.merge_visible", {}),
        "restore_snapshot": ("goxel.restore_snapshot", {"name": "before"}),
    }
    with Daemon(options, "--workers", "1") as daemon:
        connection = daemon.connect()
        table.row(14, "ping, for comparison", [1e3 * connection.timed_call("ping")[1] for _ in range(101)], "ms")
        restores = []
        for name, (method, params) in edits.items():
            undos, redos = [], []
            connection.new_project(width=512, height=512, depth=64)
            box = {"min": [0, 0, 0], "max": [511, 511, 23]}
            connection.call("goxel.generate_terrain", **box)
            connection.call("goxel.create_snapshot", name="before")
            if name == "merge_visible":
                connection.call("goxel.create_layer")
                connection.call("goxel.generate_terrain", seed=2, min=[0, 0, 10], max=[511, 511, 40])
            if name == "restore_snapshot":
                connection.call("goxel.adjust_colors", hue=90)
            for _ in range(options.repeats):
                _, elapsed = connection.timed_call(method, **params)
                if name == "restore_snapshot":
                    restores.append(1e3 * elapsed)
                result, elapsed = connection.timed_call("goxel.undo")
                undos.append(1e3 * elapsed)
                assert result["steps"] == 1, result
                redos.append(1e3 * connection.timed_call("goxel.redo")[1])
                connection.call("goxel.undo")
            table.row(14, f"undo of {name}", undos, "ms", 1)
            table.row(14, f"redo of {name}", redos, "ms")
        table.row(14, "restore_snapshot", restores, "ms", 1)


class Repeater(threading.Thread):
    """Sends the same requests again and again, in turn, until it is told to stop."""

    def __init__(self, connection, lines):
        super().__init__()
        self.connection = connection
        self.lines = lines
        self.is_stopped = False
        self.count = 0

    def run(self):
        while not self.is_stopped:
            self.connection.exchange(self.lines[self.count % len(self.lines)])
            self.count += 1


def filler(daemon):
    connection = daemon.connect()
    connection.new_project(width=256, height=256, depth=256)
    box = {"min": [0, 0, 0], "max": [255, 255, 255]}
    return Repeater(connection, [request("goxel.fill_box", {**box, "color": [i, 0, 0, 255]}) for i in (1, 2)])


def renderer(daemon):
    connection = daemon.connect()
    connection.new_project()
    connection.call("goxel.generate_terrain", seed=1, min=[-126, -126, 0], max=[125, 125, 63])
    return Repeater(connection, [request("goxel.render_scene", {"width": 1920, "height": 1080})])


def get_voxel_p99_us(options, daemon):
    bench = subprocess.run([options.bench, "--socket", daemon.path, "--mix", "get_voxel", "--json", "--duration", "3"],
                           stdout=subprocess.PIPE, check=True)
    return json.loads(bench.stdout)["latency_us"]["p99"]


def measure_latency_beside(table, options, target, what, make_repeaters):
    """The p99 of get_voxel on the only worker, at rest and while the repeaters run, in turn."""
    rest, busy, ratios, rates = [], [], [], []
    with Daemon(options, "--workers", "1") as daemon:
        for _ in range(options.repeats):
            rest.append(get_voxel_p99_us(options, daemon))
            repeaters = make_repeaters(daemon)
            for repeater in repeaters:
                repeater.start()
            began = time.monotonic()
            busy.append(get_voxel_p99_us(options, daemon))
            for repeater in repeaters:
                repeater.is_stopped = True
            for repeater in repeaters:
                repeater.join()
            rates.append(sum(repeater.count for repeater in repeaters) / (time.monotonic() - began))
            ratios.append(busy[-1] / rest[-1])
    table.row(target, "p99 of get_voxel at rest", rest, "us")
    table.row(target, f"p99 of get_voxel beside {what}", busy, "us")
    table.row(target, f"{what}: times a second meanwhile", rates, "/s")
    table.row(target, "ratio of the two p99", ratios, "", 3)


def measure_neighbour(table, options):
    measure_latency_beside(table, options, 16, "a session that fills 256^3", lambda daemon: [filler(daemon)])


def measure_renders(table, options):
    count = 2 * os.cpu_count()
    measure_latency_beside(table, options, 11, "1080p renders on every job thread",
                           lambda daemon: [renderer(daemon) for _ in range(count)])


def measure_start(table, options):
    """From the start of the process to its first answer."""
    times = []
    for _ in range(4 * options.repeats):
        began = time.perf_counter()
        with Daemon(options, poll_s=0.0005):
            times.append(1e3 * (time.perf_counter() - began))
    table.row(12, "start to first answer", times, "ms", 30)


def measure_create(table, options):
    """create_project's own work, its predecessor's end included; not a target of its own."""
    figures = []
    with Daemon(options, "--workers", "1") as daemon:
        connection = daemon.connect()
        line = request("goxel.create_project", {})
        for _ in range(options.repeats):
            before = daemon.cpu_s()
            for _ in range(5_000):
                connection.exchange(line)
            figures.append(1e6 * (daemon.cpu_s() - before) / 5_000)
    table.row("-", "server CPU of create_project, one at a time", figures, "us", 50)


def measure_lock(table, options):
    """What taking and giving back the only place costs a client: a create and a close, in either mode in turn. A save
    would give it back too, but waits for the disk."""
    pairs = 4_000
    p99 = {"multi": [], "single": []}
    medians = {"multi": [], "single": []}
    with Daemon(options, "--workers", "1", "--project-mode", "multi") as multi, \
            Daemon(options, "--workers", "1", "--project-mode", "single") as single:
        connections = {"multi": multi.connect(), "single": single.connect()}
        for _ in range(options.repeats):
            times = {"multi": [], "single": []}
            for _ in range(pairs):
                for mode, connection in connections.items():
                    created = connection.timed_call("goxel.create_project", name="castle")[1]
                    closed = connection.timed_call("goxel.close_project", discard=True)[1]
                    times[mode].append(1e3 * (created + closed))
            for mode, figures in times.items():
                p99[mode].append(sorted(figures)[int(0.99 * pairs)])
                medians[mode].append(statistics.median(figures))
    for mode in times:
        table.row("lock", f"create_project and close_project, {mode} mode: median", medians[mode], "ms")
        table.row("lock", f"create_project and close_project, {mode} mode: p99", p99[mode], "ms")
    for name, figures in (("median", medians), ("p99", p99)):
        added = [one - many for one, many in zip(figures["single"], figures["multi"])]
        table.row("lock", f"added by single mode: {name}", added, "ms", 1)


GROUPS = {"writes": measure_writes, "shapes": measure_shapes, "reads": measure_reads, "memory": measure_memory,
          "undo": measure_undo, "neighbour": measure_neighbour, "renders": measure_renders, "start": measure_start,
          "create": measure_create, "lock": measure_lock}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--daemon", default=str(ROOT / "build/release/bin/goxel-daemon"))
    parser.add_argument("--bench", default=str(ROOT / "build/release/bin/goxel-bench"))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("group", nargs="*", help=f"of {', '.join(GROUPS)}; all when none is named")
    options = parser.parse_args()
    unknown = set(options.group) - set(GROUPS)
    if unknown:
        parser.error(f"no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    print(f"load average before: {os.getloadavg()[0]:.2f}\n")
    table = Table()
    for name in options.group or GROUPS:
        GROUPS[name](table, options)
    print(f"\nload average after: {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
