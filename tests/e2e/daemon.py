"""Starts the real program for a test and speaks with it over its sockets.

The program is the one that the environment variable GOXEL_DAEMON or the test script's first argument names. Each test
gets a process of its own in a folder of its own; its log is shown when the test fails.
"""

import fcntl
import json
import os
import pathlib
import resource
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

# Far longer than anything takes on a loaded machine with a sanitizer build: only a hang meets it.
PATIENCE_S = 60
# For the few bounds that are promises about time.
SLOWDOWN = 10 if os.environ.get("GOXEL_SANITIZED") == "1" else 1


class RpcError(Exception):
    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.error = error


class Client:
    """One connection. Bytes go through send() and receive*(); the rest is JSON-RPC on top."""

    def __init__(self, address):
        is_tcp = isinstance(address, tuple)
        self.socket = socket.socket(socket.AF_INET if is_tcp else socket.AF_UNIX)
        self.socket.settimeout(PATIENCE_S)
        try:
            self.socket.connect(address if is_tcp else str(address))
        except OSError:
            self.socket.close()
            raise
        self.unread = b""
        self.next_id = 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def wait_until_read(self):
        """Until the daemon has taken all that was sent (Unix sockets)."""
        deadline = time.monotonic() + PATIENCE_S
        while struct.unpack("i", fcntl.ioctl(self.socket, termios.TIOCOUTQ, bytes(4)))[0] > 0:
            if time.monotonic() > deadline:
                raise TimeoutError("the daemon does not read")
            select.select([], [], [], 0.001)

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)

    def receive_some(self):
        """More bytes into `unread`; False at the end of the stream."""
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionResetError:
            data = b""
        self.unread += data
        return bool(data)

    def receive_line(self):
        parts = [self.unread]
        while b"\n" not in parts[-1]:
            data = self.socket.recv(1 << 16)
            if not data:
                raise EOFError(f"the connection ended after {b''.join(parts)[-200:]!r}")
            parts.append(data)
        line, _, self.unread = b"".join(parts).partition(b"\n")
        return line

    def receive_framed(self):
        """One message with a Content-Length header; its body."""
        while b"\r\n\r\n" not in self.unread:
            if not self.receive_some():
                raise EOFError(f"the connection ended after {self.unread[-200:]!r}")
        header, _, self.unread = self.unread.partition(b"\r\n\r\n")
        name, _, size = header.partition(b":")
        if name != b"Content-Length":
            raise AssertionError(f"unexpected header {header!r}")
        while len(self.unread) < int(size):
            if not self.receive_some():
                raise EOFError("the connection ended inside a body")
        body, self.unread = self.unread[:int(size)], self.unread[int(size):]
        return body

    def receive(self):
        return json.loads(self.receive_line())

    def rest(self):
        """All bytes until the peer closes."""
        while self.receive_some():
            pass
        data, self.unread = self.unread, b""
        return data

    def send_request(self, method, params=None, **members):
        """Sends without waiting; the id."""
        request = {"jsonrpc": "2.0", "id": self.next_id, "method": method, **members}
        if params is not None:
            request["params"] = params
        self.next_id += 1
        self.send(json.dumps(request) + "\n")
        return request["id"]

    def answer_to(self, request_id):
        """The result of the answer that is next; it must be that request's."""
        answer = self.receive()
        if answer.get("id") != request_id:
            raise AssertionError(f"expected the answer to {request_id}, got {str(answer)[:400]}")
        if "error" in answer:
            raise RpcError(answer["error"])
        return answer["result"]

    def call(self, method, params=None, **members):
        return self.answer_to(self.send_request(method, params, **members))

    def error(self, method, params=None, **members):
        """The error object of a call that has to fail."""
        try:
            result = self.call(method, params, **members)
        except RpcError as failure:
            return failure.error
        raise AssertionError(f"{method} did not fail: {str(result)[:400]}")


def program():
    path = os.environ.get("GOXEL_DAEMON")
    if not path:
        sys.exit("GOXEL_DAEMON must name the program to test")
    return path


# For programs that are started without a state folder of their own.
_state_home = tempfile.TemporaryDirectory(prefix="goxel-e2e-state-")


def environment():
    """The caller's, without what would be settings of the program, and with a home for its state."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOXEL_")}
    return {**kept, "XDG_STATE_HOME": _state_home.name}


def run_program(*arguments):
    """For what ends by itself: help, and starts that fail."""
    return subprocess.run([program(), *arguments], env=environment(), stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=PATIENCE_S, check=False)


class Daemon:
    """One running process. `folder` is its own: socket, log, working directory and files."""

    def __init__(self, *flags, tcp=False, insecure=True, folder=None, descriptors=None, file_bytes=None):
        """`insecure` lets TCP clients in without a token. `descriptors` and `file_bytes` bound what the process may
        open and how large a file may grow."""
        self.is_folder_ours = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="goxel-e2e-"))
        self.socket = self.folder / "daemon.sock"
        self.tcp = ("127.0.0.1", self.free_port()) if tcp else None
        self.log = self.folder / "daemon.log"
        arguments = [program(), "--socket", str(self.socket), "--render-dir", str(self.folder / "renders"),
                     "--state-dir", str(self.folder / "state"),
                     "--log-level", "debug", "--log-format", "text", *flags]
        if tcp:
            arguments += ["--tcp", "%s:%d" % self.tcp] + (["--insecure"] if insecure else [])
        bounds = [(kind, bound) for kind, bound in ((resource.RLIMIT_NOFILE, descriptors),
                                                    (resource.RLIMIT_FSIZE, file_bytes)) if bound]

        def bind():
            for kind, bound in bounds:
                resource.setrlimit(kind, (bound, bound))

        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(arguments, cwd=self.folder, env=environment(), stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, preexec_fn=bind if bounds else None)
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.kill()
            raise

    @staticmethod
    def free_port():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                with self.connect() as client:
                    client.call("ping")
                return
            except (FileNotFoundError, ConnectionRefusedError):
                if self.process.poll() is not None:
                    raise AssertionError(f"the daemon ended with {self.process.returncode}:\n{self.log_text()}") \
                        from None
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)  # nothing to wait on exists before the socket does

    def connect(self):
        return Client(self.socket)

    def connect_tcp(self):
        return Client(self.tcp)

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self):
        """Asks it to end; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE_S)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.is_folder_ours:
            shutil.rmtree(self.folder, ignore_errors=True)


class DaemonTest(unittest.TestCase):
    """A test with a daemon of its own, started with `FLAGS`, that has to end well when asked to."""

    FLAGS = ("--workers", "2", "--jobs", "2")
    TCP = False

    def run(self, result=None):
        result = result if result is not None else self.defaultTestResult()
        before = len(result.failures) + len(result.errors)
        self.last_log = ""
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            print(f"--- log of the daemon in {self.id()}:\n{self.last_log[-20000:]}---", file=sys.stderr)
        return result

    def setUp(self):
        self.daemon = self.start(*self.FLAGS, tcp=self.TCP)
        self.folder = self.daemon.folder

    def start(self, *flags, **options):
        daemon = Daemon(*flags, **options)
        self.addCleanup(self._end, daemon)
        return daemon

    def _end(self, daemon):
        was_running = daemon.process.poll() is None
        try:
            code = daemon.stop()
            self.assertEqual(code, 0, "exit code" if was_running else "it had ended before the test did")
        finally:
            self.last_log += daemon.log_text()
            daemon.kill()

    def connect(self):
        client = self.daemon.connect()
        self.addCleanup(client.close)
        return client

    def connect_many(self, count):
        return [self.connect() for _ in range(count)]

    def worker_connections(self, client):
        return [worker["connections"] for worker in client.call("goxel.health_check")["workers"]]

    def wait_for(self, what, is_so):
        """Asks again and again, until it is so: for effects that no answer announces, as a peer's hang-up."""
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > deadline:
                self.fail(f"waited in vain for: {what}")

    def connect_alone(self):
        """A connection when all earlier ones, the start's included, are gone."""
        client = self.connect()
        self.wait_for("other connections to be gone", lambda: client.call("status")["connections"] == 1)
        return client

    def connect_one_to_each_worker(self, count):
        clients = [self.connect_alone()] + self.connect_many(count - 1)
        for client in clients:
            client.call("ping")
        self.assertEqual(self.worker_connections(clients[0]), [1] * count)
        return clients

    def assert_error(self, error, code, reason):
        self.assertEqual((error["code"], error["data"]["reason"]), (code, reason), error)
        self.assertIsInstance(error["message"], str)
        self.assertTrue(error["message"])


def run_python(script):
    """Runs a script in a process of its own; what it printed."""
    return subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True,
                          timeout=PATIENCE_S).stdout


def voxels_of(client, layer=None, **members):
    """All voxels of a layer (absent: the active one): {(x, y, z): (r, g, b, a)}."""
    params = {"limit": 0} if layer is None else {"limit": 0, "layer": layer}
    page = client.call("goxel.get_layer_voxels", params, **members)
    return {(v["x"], v["y"], v["z"]): tuple(v["color"]) for v in page["voxels"]}


def project_state(client, **members):
    """Everything the methods can tell about a project's content."""
    layers = client.call("goxel.list_layers", **members)["layers"]
    return layers, {layer["id"]: voxels_of(client, layer["id"], **members) for layer in layers}


def main():
    if len(sys.argv) > 1 and os.path.isfile(sys.argv[1]):
        os.environ["GOXEL_DAEMON"] = os.path.abspath(sys.argv.pop(1))
    program()
    unittest.main(module="__main__")
