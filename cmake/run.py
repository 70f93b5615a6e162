"""Starts the daemon on a private socket, has it do the main job from several connections at once, and stops it.

usage: run.py DAEMON [FILE...]

Speaks JSON-RPC over the Unix socket with nothing but the standard library, so it is an example of a client too.
Exit code: 0 all done, 1 a request failed, a count is wrong or the daemon did not stop as it should, 69 it did not start.
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import castle

START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 30
REPLY_TIMEOUT_S = 300
CONNECTIONS = 4
VOXELS_PER_CALL = 4000
PRESETS = ("front", "back", "left", "right", "top", "bottom", "isometric")
OUT = pathlib.Path("out")


class Failure(Exception):
    """A step that did not work, in words for the user."""


class Client:
    """One connection, and so one session once it has created or loaded a project. Owned by one thread."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(REPLY_TIMEOUT_S)
        self._socket.connect(path)
        self._replies = self._socket.makefile("rb")
        self._last_id = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._replies.close()
        self._socket.close()

    def call(self, method, **params):
        """The result of one request; Failure with the daemon's own words when it answers with an error."""
        self._last_id += 1
        request = {"jsonrpc": "2.0", "id": self._last_id, "method": f"goxel.{method}", "params": params}
        try:
            self._socket.sendall(json.dumps(request, separators=(",", ":")).encode() + b"\n")
            line = self._replies.readline()
        except OSError as error:
            raise Failure(f"{method}: the connection failed: {error}") from error
        if not line.endswith(b"\n"):
            raise Failure(f"{method}: the daemon closed the connection without a reply")
        reply = json.loads(line)
        if "error" in reply:
            error = reply["error"]
            reason = (error.get("data") or {}).get("reason", error.get("code"))
            raise Failure(f"{method}: {error.get('message')} ({reason})")
        if reply.get("id") != self._last_id:
            raise Failure(f"{method}: the reply to request {self._last_id} carries id {reply.get('id')}")
        return reply["result"]


class Report:
    """Lines of `name  step  time`, whole even when several threads write. Any thread."""

    def __init__(self):
        self._lock = threading.Lock()

    def line(self, name, step, started):
        elapsed_ms = (time.monotonic() - started) * 1e3
        with self._lock:
            print(f"  {name:<16} {step:<52} {elapsed_ms:9.1f} ms", flush=True)


def voxel_count(client):
    return sum(layer["voxel_count"] for layer in client.call("list_layers")["layers"])


def written(path):
    """'out/x.png (12,345 bytes)', after a look at the disk."""
    if not path.is_file():
        raise Failure(f"{path}: the daemon says that it wrote this file, but it is not there")
    return f"{path} ({path.stat().st_size:,} bytes)"


def convert(address, file, name, report):
    """Loads one file in a session of its own and writes its picture and its .gox."""
    picture, project = OUT / f"{name}.png", OUT / f"{name}.gox"
    with Client(address) as client:
        started = time.monotonic()
        client.call("load_project", path=str(file))
        report.line(name, f"loaded, {voxel_count(client):,} voxels", started)
        started = time.monotonic()
        client.call("render_scene", output_path=str(picture.resolve()), width=512, height=512)
        report.line(name, f"rendered {written(picture)}", started)
        started = time.monotonic()
        client.call("save_project", path=str(project.resolve()))
        report.line(name, f"saved {written(project)}", started)


def build_castle(address, season, start_line, report):
    """Builds, saves and renders the castle of one season; start_line lets all clients create at the same moment."""
    name = f"castle-{season}"
    layers = castle.build(season)
    with Client(address) as client:
        start_line.wait(timeout=START_TIMEOUT_S)
        started = time.monotonic()
        client.call("create_project", name=name, width=64, height=64, depth=64)
        for layer, voxels in layers.items():
            client.call("create_layer", name=layer)
            send_voxels(client, layer, voxels)
        expected = sum(len(voxels) for voxels in layers.values())
        found = voxel_count(client)
        report.line(name, f"built {len(layers)} layers, {found:,} voxels", started)
        if found != expected:
            raise Failure(f"the session holds {found} voxels, and {expected} were sent to it")
        started = time.monotonic()
        project = OUT / f"{name}.gox"
        client.call("save_project", path=str(project.resolve()))
        report.line(name, f"saved {written(project)}", started)
        for preset in PRESETS:
            started = time.monotonic()
            picture = OUT / f"{name}-{preset}.png"
            client.call("render_scene", output_path=str(picture.resolve()), width=512, height=512,
                        camera_preset=preset)
            report.line(name, f"rendered {written(picture)}", started)


def send_voxels(client, layer, voxels):
    """Flags go voxel by voxel, as an interactive client draws; everything else in lists."""
    cells = [dict(zip("xyzrgb", (*position, *color))) for position, color in voxels.items()]
    if layer == "flags":
        for cell in cells:
            client.call("add_voxel", **cell, layer=layer)
        return
    for first in range(0, len(cells), VOXELS_PER_CALL):
        client.call("add_voxels", voxels=cells[first:first + VOXELS_PER_CALL], layer=layer)


def unique_names(files):
    """One output name a file: its stem, or stem-extension where two files share a stem, numbered if need be."""
    stems = [file.stem for file in files]
    names = []
    for file in files:
        wanted = file.stem if stems.count(file.stem) == 1 else f"{file.stem}-{file.suffix[1:]}"
        name, number = wanted, 2
        while name in names:
            name, number = f"{wanted}-{number}", number + 1
        names.append(name)
    return names


def work(address, files):
    """Does the main job; the number of clients that failed, each with its message on stderr."""
    report = Report()
    if files:
        tasks = {name: (convert, file, name) for file, name in zip(files, unique_names(files))}
        connections = min(CONNECTIONS, len(files))
        print(f"{len(files)} file(s) over {connections} connection(s) at once:", flush=True)
    else:
        start_line = threading.Barrier(len(castle.SEASONS))
        tasks = {season: (build_castle, season, start_line) for season in castle.SEASONS}
        connections = len(castle.SEASONS)
        print(f"{connections} clients build a castle each, in {connections} sessions at once:", flush=True)
    failed = 0
    with ThreadPoolExecutor(connections) as threads:
        pending = {name: threads.submit(task[0], address, *task[1:], report) for name, task in tasks.items()}
        for name, result in pending.items():
            try:
                result.result()
            except (Failure, OSError, ValueError, KeyError, threading.BrokenBarrierError) as error:
                failed += 1
                print(f"run: {name}: {error or type(error).__name__}", file=sys.stderr)
    return failed


def wait_until_ready(daemon, address):
    """Returns once the daemon accepts a connection and answers."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        if daemon.poll() is not None:
            raise Failure(f"the daemon ended at start with exit code {daemon.returncode}")
        try:
            with Client(address) as client:
                return client.call("version")
        except (FileNotFoundError, ConnectionRefusedError):
            if time.monotonic() > deadline:
                raise Failure(f"the daemon accepts no connection after {START_TIMEOUT_S} s") from None
            time.sleep(0.01)


def stop(daemon):
    """Asks the daemon to end; Failure unless it does, in time and with exit code 0."""
    daemon.send_signal(signal.SIGTERM)
    try:
        code = daemon.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise Failure(f"the daemon is still there {STOP_TIMEOUT_S} s after SIGTERM") from None
    if code != 0:
        raise Failure(f"the daemon ended with exit code {code} after SIGTERM")


def serve(program, folder, files):
    """One life of the daemon: start, work, stop. The exit code."""
    address = str(folder / "goxel.sock")
    with open(folder / "daemon.log", "w+b") as log:
        try:
            daemon = subprocess.Popen([program, "--socket", address, "--state-dir", str(folder / "state")],
                                      stdin=subprocess.DEVNULL, stderr=log)
        except OSError as error:
            print(f"run: the daemon cannot be started: {error}", file=sys.stderr)
            return 69
        code = 69
        try:
            started = time.monotonic()
            version = wait_until_ready(daemon, address)
            print(f"goxel-daemon {version.get('version', '')} ready after "
                  f"{(time.monotonic() - started) * 1e3:.0f} ms", flush=True)
            code = 1
            failed = work(address, files)
            started = time.monotonic()
            stop(daemon)
            print(f"the daemon stopped cleanly in {(time.monotonic() - started) * 1e3:.0f} ms", flush=True)
            code = 1 if failed else 0
        except Failure as failure:
            print(f"run: {failure}", file=sys.stderr)
            log.seek(0)
            for line in log.read().decode(errors="replace").splitlines()[-20:]:
                print(f"run: its log: {line}", file=sys.stderr)
        finally:
            if daemon.poll() is None:
                daemon.kill()
                daemon.wait()
    return code


def main():
    if len(sys.argv) < 2:
        print("usage: run.py DAEMON [FILE...]", file=sys.stderr)
        return 64
    files = [pathlib.Path(argument) for argument in sys.argv[2:]]
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="goxel-run-") as folder:
        return serve(os.path.abspath(sys.argv[1]), pathlib.Path(folder), files)


if __name__ == "__main__":
    sys.exit(main())
