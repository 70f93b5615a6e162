"""docs/clients/goxel.py, the client library and command: against the daemon, and against peers that misbehave."""

import ast
import base64
import contextlib
import doctest
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading

import daemon

CLIENTS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "clients"
sys.path.insert(0, str(CLIENTS))
sys.dont_write_bytecode = True
import goxel as library  # noqa: E402
from goxel import ConnectionLost, Goxel, GoxelError, RpcError, Timeout  # noqa: E402


class ClientTest(daemon.DaemonTest):
    TCP = True

    def connect(self, address=None, **options):
        client = Goxel(address or self.daemon.socket, **options)
        self.addCleanup(client.close)
        return client


class LibraryTest(ClientTest):
    def test_the_examples_of_its_documentation_are_true(self):
        library.DEFAULT_ADDRESS = self.daemon.socket
        result = doctest.testmod(library)
        self.assertGreater(result.attempted, 15)
        self.assertEqual(result.failed, 0)

    def test_it_is_python_3_8(self):
        ast.parse((CLIENTS / "goxel.py").read_text(), feature_version=(3, 8))

    def test_addresses_are_paths_and_hosts(self):
        host, port = self.daemon.tcp
        for address in (self.daemon.socket, str(self.daemon.socket), (host, port), "%s:%d" % (host, port)):
            self.assertTrue(self.connect(address).ping()["pong"])
        self.assertEqual(library.parse_address("[::1]:7890"), ("::1", 7890))
        self.assertEqual(library.parse_address("/a:1"), "/a:1")
        self.assertEqual(library.parse_address("goxel.sock"), "goxel.sock")

    def test_names_are_those_of_the_daemon(self):
        client = self.connect()
        self.assertIn("workers", client.debug.get_memory_stats())
        self.assertEqual(client.request("echo", {"a": [1, None]}), {"a": [1, None]})
        self.assertEqual(client.request("goxel.ping")["pong"], True)
        client.create_project()
        client.draw_line(from_=[0, 0, 0], to=[3, 0, 0], color="#ffffff")
        self.assertEqual(client.get_bounding_box()["dimensions"], [4, 1, 1])

    def test_parameters_of_both_kinds_are_refused_here(self):
        with self.assertRaises(TypeError):
            self.connect().create_project("a", bind=False)

    def test_an_error_has_code_reason_and_data(self):
        with self.assertRaises(RpcError) as caught:
            self.connect().get_voxel(0, 0, 0)
        self.assertEqual((caught.exception.code, caught.exception.reason), (-1101, "no_project"))
        self.assertIn("no project is open", str(caught.exception))
        with self.assertRaises(RpcError) as caught:
            self.connect().no_such_method()
        self.assertEqual(caught.exception.reason, "method_not_found")

    def test_a_pipeline_longer_than_all_buffers_ends(self):
        client = self.connect()
        text = "x" * 20000
        with client.pipeline() as pipeline:
            answers = [pipeline.echo(number, text) for number in range(3000)]
        self.assertEqual([answer.result()[0] for answer in answers], list(range(3000)))

    def test_a_pipeline_raises_the_first_failure(self):
        client = self.connect()
        with self.assertRaises(RpcError):
            with client.pipeline() as pipeline:
                pipeline.ping()
                pipeline.get_voxel(0, 0, 0)

    def test_a_batch_is_one_message_and_may_hold_notifications(self):
        client = self.connect()
        client.create_project("batch")
        with client.batch() as batch:
            batch.notify("add_voxel", 1, 2, 3, "#010203")
            early = batch.get_voxel(1, 2, 3)
            wrong = batch.get_voxel("a")
            with self.assertRaises(GoxelError):
                early.result()
        self.assertEqual(early.result()["color"], [1, 2, 3, 255])
        with self.assertRaises(RpcError):
            wrong.result()

    def test_a_batch_of_notifications_alone_and_an_empty_one_wait_for_nothing(self):
        client = self.connect()
        client.create_project("batch")
        with client.batch() as batch:
            batch.notify("add_voxel", 1, 2, 3, "#010203")
        with client.batch() as batch:
            pass
        self.assertTrue(client.get_voxel(1, 2, 3)["exists"])

    def test_a_batch_whose_block_fails_is_not_sent(self):
        client = self.connect()
        client.create_project("batch")
        with self.assertRaises(KeyError):
            with client.batch() as batch:
                pending = batch.add_voxel(0, 0, 0, "#ffffff")
                raise KeyError
        with self.assertRaises(GoxelError):
            pending.result()
        self.assertFalse(client.get_voxel(0, 0, 0)["exists"])

    def test_a_batch_that_is_too_long_fails_as_a_whole(self):
        client = self.connect()
        with client.batch() as batch:
            answers = [batch.ping() for _ in range(10001)]
        for answer in (answers[0], answers[-1]):
            with self.assertRaises(RpcError) as caught:
                answer.result()
            self.assertEqual(caught.exception.reason, "limit_exceeded")
        self.assertTrue(client.ping()["pong"])

    def test_a_session_is_named_in_every_request(self):
        client = self.connect()
        one, other = (client.session(client.create_project(name=name, bind=False)["session"]) for name in "ab")
        one.add_voxel(0, 0, 0, "#ffffff")
        with other.pipeline() as pipeline:
            pipeline.add_voxel(1, 1, 1, "#ffffff")
        with other.batch() as batch:
            batch.notify("add_voxel", 2, 2, 2, "#ffffff")
            batch.ping()
        other.notify("add_voxel", 3, 3, 3, "#ffffff")
        self.assertEqual([one.get_statistics()["voxel_count"], other.get_statistics()["voxel_count"]], [1, 3])
        self.assertEqual(other.request("get_project_info")["name"], "b")

    def test_threads_may_share_a_connection(self):
        client = self.connect()
        client.create_project("threads")

        def add(y):
            for x in range(50):
                client.add_voxel(x, y, 0, "#808080")

        threads = [threading.Thread(target=add, args=(y,)) for y in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(client.get_statistics()["voxel_count"], 200)

    def test_a_pending_job_can_be_cancelled(self):
        client = self.connect()
        client.create_project("slow")
        client.procedural_shape("sphere", 60, 60, 60, 0, 0, 0, 200, 0, 0)
        picture = client.send("render_scene", {"width": 4096, "height": 4096, "options": {"samples": 16}})
        self.assertFalse(picture.done())
        picture.cancel()
        with self.assertRaises(RpcError) as caught:
            picture.result()
        self.assertEqual(caught.exception.reason, "cancelled")

    def test_a_timeout_cancels_and_leaves_the_connection_in_step(self):
        client = self.connect()
        client.create_project("slow")
        client.procedural_shape("sphere", 60, 60, 60, 0, 0, 0, 200, 0, 0)
        with self.assertRaises(Timeout):
            client.request("render_scene", {"width": 4096, "height": 4096, "options": {"samples": 16}}, timeout=0.01)
        for number in range(3):
            self.assertEqual(client.echo(number), [number])
        self.assertLessEqual(len(client._unanswered), 1, "only the picture may still be unanswered")

    def test_packed_voxels_come_back(self):
        voxels = [(-5, 0, 7, 1, 2, 3, 255), (2**31 - 1, -2**31, 0, 9, 8, 7, 128)]
        self.assertEqual(list(library.unpack_voxels(library.pack_voxels(voxels))), voxels)
        client = self.connect()
        client.create_project("packed")
        client.add_voxels(data=library.pack_voxels(voxels[:1]))
        self.assertEqual(list(library.unpack_voxels(client.get_layer_voxels(encoding="base64")["data"])), voxels[:1])


class BusyTest(ClientTest):
    FLAGS = ("--workers", "1", "--jobs", "1", "--max-connections", "1")
    TCP = False

    def test_a_daemon_that_is_too_busy_says_so(self):
        let_in = []

        def is_let_in():
            client = self.connect()
            with contextlib.suppress(RpcError):
                client.ping()
                let_in.append(client)
            return let_in

        self.wait_for("the start's connection to be gone", is_let_in)
        with self.assertRaises(RpcError) as caught:
            self.connect().ping()
        self.assertEqual(caught.exception.reason, "busy")


class Peer:
    """Accepts one connection and lets a function play the daemon."""

    def __init__(self, folder, play):
        self.path = os.path.join(folder, "peer-%d.sock" % id(self))
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(1)
        self.thread = threading.Thread(target=self._serve, args=(play,))
        self.thread.start()

    def _serve(self, play):
        connection, _ = self.listener.accept()
        with connection:
            connection.settimeout(daemon.PATIENCE_S)
            play(connection)

    def close(self):
        self.thread.join()
        self.listener.close()


class PeerTest(daemon.DaemonTest):
    """What no good daemon does, or does only by chance."""

    FLAGS = ("--workers", "1", "--jobs", "1")

    def connect_to(self, play, **options):
        peer = Peer(self.folder, play)
        self.addCleanup(peer.close)
        client = Goxel(peer.path, **options)
        self.addCleanup(client.close)
        return client

    def test_no_daemon_is_a_lost_connection(self):
        for address in (self.folder / "nobody.sock", "127.0.0.1:1"):
            with self.assertRaises(ConnectionLost):
                Goxel(address)

    def test_a_hang_up_fails_what_is_unanswered_and_what_follows(self):
        client = self.connect_to(lambda connection: connection.recv(100))
        with self.assertRaises(ConnectionLost):
            client.ping()
        self.assertFalse(client.is_open)
        with self.assertRaises(ConnectionLost):
            client.ping()

    def test_what_is_no_json_ends_the_connection(self):
        for rubbish in (b"SSH-2.0\n", b"17\n", b"[1]\n"):
            client = self.connect_to(lambda connection, data=rubbish: (connection.recv(100), connection.sendall(data)))
            with self.assertRaises(ConnectionLost) as caught:
                client.ping()
            self.assertIn("does not speak JSON-RPC", str(caught.exception))

    def test_an_answer_in_single_bytes_and_late_is_taken(self):
        asked_again = threading.Event()

        def play(connection):
            connection.recv(100)
            self.assertTrue(asked_again.wait(daemon.PATIENCE_S))
            for byte in b'{"jsonrpc":"2.0","id":1,"result":"late"}\n{"jsonrpc":"2.0","id":2,"result":"now"}\n':
                connection.sendall(bytes([byte]))

        client = self.connect_to(play)
        late = client.send("ping")
        with self.assertRaises(Timeout):
            late.result(timeout=0.01)
        now = client.send("ping")
        asked_again.set()
        self.assertEqual([now.result(), late.result()], ["now", "late"])

    def test_notifications_and_progress_reach_their_functions(self):
        def play(connection):
            connection.recv(200)
            connection.sendall(b'{"jsonrpc":"2.0","method":"goxel.progress",'
                               b'"params":{"token":1,"fraction":0.5,"text":"half"}}\n'
                               b'{"jsonrpc":"2.0","method":"goxel.hello","params":[1]}\n'
                               b'{"jsonrpc":"2.0","id":1,"result":true}\n')

        heard, progress = [], []
        client = self.connect_to(play, on_notification=lambda *what: heard.append(what))
        self.assertTrue(client.request("render_scene", {}, on_progress=lambda *what: progress.append(what)))
        self.assertEqual(progress, [(0.5, "half")])
        self.assertEqual(heard, [("goxel.hello", [1])])

    def test_a_peer_that_reads_nothing_is_a_timeout_not_a_hang(self):
        done = threading.Event()
        client = self.connect_to(lambda connection: done.wait(daemon.PATIENCE_S), timeout=0.2)
        with self.assertRaises(Timeout):
            client.echo("x" * 10_000_000)
        done.set()
        self.assertFalse(client.is_open, "half a request was sent")


class CommandTest(ClientTest):
    def run_command(self, *arguments, stdin=None, **variables):
        environment = {**daemon.environment(), "GOXEL_ADDRESS": str(self.daemon.socket), **variables}
        return subprocess.run([sys.executable, "-B", str(CLIENTS / "goxel.py"), *arguments], env=environment,
                              input=stdin, capture_output=True, text=True, timeout=daemon.PATIENCE_S, check=False)

    def test_the_lines_of_its_documentation_work_in_a_shell(self):
        """Those that start with four blanks under **On the command line**, as one script."""
        section = library.__doc__.partition("**On the command line**")[2]
        lines = re.findall(r"^    (.*)$", section, re.MULTILINE)
        self.assertGreater(len(lines), 6)
        script = "set -eu -o pipefail\ncd %s\n" % self.folder + "\n".join(lines)
        script = script.replace("python3 goxel.py", "%s -B %s" % (sys.executable, CLIENTS / "goxel.py"))
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=daemon.PATIENCE_S,
                              env={**daemon.environment(), "GOXEL_ADDRESS": str(self.daemon.socket)}, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue((self.folder / "tower.png").is_file())
        self.assertIn("0 0 10 3c78c8\n", done.stdout)
        self.assertIn('"dimensions":[4,4,11]', done.stdout)

    def test_exit_codes(self):
        for code, arguments, stdin in ((0, ("call", "ping"), None),
                                       (1, ("call", "get_voxel", "0", "0", "0"), None),
                                       (1, ("pipe",), "ping\nget_voxel 0 0 0\n"),
                                       (0, ("pipe",), ""),
                                       (64, (), None),
                                       (64, ("--timeout", "soon", "call", "ping"), None),
                                       (65, ("call", "echo", "[1"), None),
                                       (65, ("call", "echo", "-"), "{"),
                                       (65, ("--get", "a.b", "call", "ping"), None),
                                       (65, ("pipe",), 'echo "'),
                                       (69, ("--address", "/nobody.sock", "call", "ping"), None)):
            done = self.run_command(*arguments, stdin=stdin)
            self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
            self.assertNotIn("Traceback", done.stderr)
            self.assertEqual(bool(done.stderr), code != 0 and arguments[-1:] != ("pipe",) or code == 65, arguments)

    def test_parameters_are_json_names_or_positions(self):
        for arguments, expected in ((('[1, "a"]',), [1, "a"]), (('{"a": 1}',), {"a": 1}), (("1", "a b", "-2.5"),
                                    [1, "a b", -2.5]), (("a=1", "b=x=y"), {"a": 1, "b": "x=y"}), ((), {})):
            done = self.run_command("call", "echo", *arguments)
            self.assertEqual(json.loads(done.stdout), expected)
            self.assertEqual(done.stdout.count("\n"), 1)

    def test_a_timeout_has_its_exit_code(self):
        session = json.loads(self.run_command("call", "create_project", "slow").stdout)["session"]
        self.run_command("call", "procedural_shape", "sphere", "60", "60", "60", "0", "0", "0", "1", "1", "1",
                         GOXEL_SESSION=session)
        done = self.run_command("--timeout", "0.05", "--session", session, "call", "render_scene",
                                '{"width": 4096, "height": 4096, "options": {"samples": 16}}')
        self.assertEqual(done.returncode, 75, done.stderr)

    def test_a_part_of_a_result_comes_bare(self):
        session = self.run_command("--get", "session", "call", "create_project", "x").stdout.strip()
        self.assertRegex(session, r"^s\d+-[a-z2-7]{16}$")
        self.assertEqual(self.run_command("--get", "layers.0.name", "call", "list_layers",
                                          GOXEL_SESSION=session).stdout, "Layer.1\n")
        self.run_command("call", "add_voxel", "0", "0", "0", "#ffffff", GOXEL_SESSION=session)
        picture = self.run_command("--get", "image", "call", "render_scene", "width=8", "height=8",
                                   GOXEL_SESSION=session).stdout
        self.assertTrue(base64.b64decode(picture).startswith(b"\x89PNG"))

    def test_a_pipe_answers_in_order_and_says_what_failed(self):
        done = self.run_command("pipe", stdin="".join("echo %d\n" % n for n in range(1000)) + "\nnonsense\necho {}")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(lines[:1000], [[n] for n in range(1000)])
        self.assertEqual(lines[1000]["error"]["data"]["reason"], "method_not_found")
        self.assertEqual((lines[1001:], done.returncode), ([{}], 1))

    def test_a_pipe_answers_before_it_waits_for_more(self):
        process = subprocess.Popen([sys.executable, "-B", str(CLIENTS / "goxel.py"), "--address",
                                    str(self.daemon.socket), "pipe"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   text=True)
        with process:
            for number in range(3):
                process.stdin.write("echo %d\n" % number)
                process.stdin.flush()
                self.assertEqual(process.stdout.readline(), "[%d]\n" % number)
            process.stdin.close()
        self.assertEqual(process.returncode, 0)

    def test_a_reader_that_leaves_is_no_traceback(self):
        done = subprocess.run(["bash", "-c", "%s -B %s --address %s methods | head -n 1; exit ${PIPESTATUS[0]}" %
                               (sys.executable, CLIENTS / "goxel.py", self.daemon.socket)], capture_output=True,
                              text=True, timeout=daemon.PATIENCE_S, check=False)
        self.assertEqual((done.stdout.count("\n"), done.stderr), (1, ""))
        self.assertIn(done.returncode, (0, 141))


if __name__ == "__main__":
    daemon.main()
