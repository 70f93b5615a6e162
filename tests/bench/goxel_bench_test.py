"""Runs goxel-bench against its own echo servers and against servers that break the rules.

usage: goxel_bench_test.py GOXEL_BENCH

No figure is judged, only what is counted, and the exit code.
"""

import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else ""
PREPARATION = 18  # requests of a connection before it is measured: the first ping, the project, 16 voxels


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=60)


class Bench(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.socket = pathlib.Path(self.folder.name, "s")

    def serve_echo(self, option, port=None):
        place = f"tcp:127.0.0.1:{port}" if port else str(self.socket)
        server = subprocess.Popen([PROGRAM, option, place])
        self.addCleanup(server.wait, 30)
        self.addCleanup(server.terminate)
        while server.poll() is None:  # until it listens
            with socket.socket(socket.AF_INET if port else socket.AF_UNIX) as probe:
                if probe.connect_ex(("127.0.0.1", port) if port else str(self.socket)) == 0:
                    return
        self.fail("the echo server did not start")

    def serve_one(self, answer):
        """Answers one connection: what answer(id, count) gives is sent; None ends the connection."""
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.socket))
        listener.listen()
        self.addCleanup(listener.close)

        def serve():
            connection, _ = listener.accept()
            with connection, connection.makefile("rwb") as stream:
                try:
                    for count, line in enumerate(stream):
                        reply = answer(json.loads(line)["id"], count)
                        if reply is None:
                            return
                        stream.write(reply.encode())
                        stream.flush()
                except OSError:
                    pass  # the bench left in the middle, as it should

        thread = threading.Thread(target=serve)
        thread.start()
        self.addCleanup(thread.join, 30)

    def test_every_request_to_an_echo_is_answered_and_counted(self):
        for option in ("--serve-echo", "--serve-json-echo"):
            with self.subTest(option):
                self.serve_echo(option)
                outcome = run("--socket", self.socket, "--echo", "--connections", 5, "--depth", 7, "--threads", 2,
                              "--requests", 1003, "--warmup", 0, "--json")
                self.assertEqual(outcome.returncode, 0, outcome.stderr)
                report = json.loads(outcome.stdout)
                self.assertEqual((report["requests"], report["errors"]), (1003, 0))
                self.doCleanups()
                self.setUp()

    def test_an_echo_over_tcp_is_measured_too(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.serve_echo("--serve-echo", port)
        outcome = run("--tcp", f"127.0.0.1:{port}", "--echo", "--requests", 50, "--warmup", 0, "--json")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(json.loads(outcome.stdout)["requests"], 50)
        place = f"tcp:127.0.0.1:{port}"
        self.assertEqual(run("--compare", place, place, "--requests", 50, "--warmup", 0, "--pairs", 1).returncode, 0)

    def test_in_open_loop_requests_are_sent_as_often_as_they_are_due(self):
        self.serve_echo("--serve-echo")
        outcome = run("--socket", self.socket, "--echo", "--rate", 200, "--duration", 0.5, "--connections", 3,
                      "--threads", 2, "--depth", 8, "--warmup", 0, "--json")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        report = json.loads(outcome.stdout)
        # Due every 5 ms from 0 to 495 ms.
        self.assertEqual((report["requests"], report["errors"], report["load"]["rate"]), (100, 0, 200))

    def test_in_open_loop_a_pause_of_the_server_shows_in_the_requests_that_were_due_meanwhile(self):
        resume = threading.Event()

        def answer(i, count):
            if count == PREPARATION + 1:  # the second of those that are measured
                resume.wait(0.5)  # nobody sets it: it is the pause
            return json.dumps({"jsonrpc": "2.0", "result": {}, "id": i}) + "\n"

        self.serve_one(answer)
        outcome = run("--socket", self.socket, "--rate", 100, "--requests", 40, "--warmup", 0, "--json")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        # The 40 were due within 0.4 s. Those from the second on waited for 0.5 s less what they came later.
        self.assertGreater(json.loads(outcome.stdout)["latency_us"]["p50"], 100_000)

    def test_a_run_is_compared_to_an_earlier_one_of_the_same_load(self):
        self.serve_echo("--serve-echo")
        arguments = ["--socket", self.socket, "--echo", "--requests", 100, "--warmup", 0]
        earlier = pathlib.Path(self.folder.name, "earlier.json")
        earlier.write_text(run(*arguments, "--json").stdout)
        outcome = run(*arguments, "--compare", earlier, "--json")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertGreater(json.loads(outcome.stdout)["ratio_to_earlier"]["requests/s"], 0)
        self.assertIn("now/earlier", run(*arguments, "--compare", earlier).stdout)
        self.assertEqual(run(*arguments, "--depth", 2, "--compare", earlier).returncode, 64, "another load")
        earlier.write_text("{}")
        self.assertEqual(run(*arguments, "--compare", earlier).returncode, 64, "no load")
        earlier.write_text("no JSON")
        self.assertEqual(run(*arguments, "--compare", earlier).returncode, 65)
        self.assertEqual(run(*arguments, "--compare", "/no/such/file").returncode, 64)

    def test_two_servers_are_compared_pair_by_pair(self):
        self.serve_echo("--serve-echo")
        outcome = run("--compare", self.socket, self.socket, "--requests", 100, "--warmup", 0, "--pairs", 3, "--json")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertEqual(len(json.loads(outcome.stdout)["ratios"]), 3)

    def test_wrong_replies_are_counted_and_end_with_76(self):
        wrong = {
            "error": lambda i: {"jsonrpc": "2.0", "error": {"code": -1, "message": "no"}, "id": i},
            "other id": lambda i: {"jsonrpc": "2.0", "result": {}, "id": i + 1},
        }
        for name, reply in wrong.items():
            with self.subTest(name):
                right = lambda i: {"jsonrpc": "2.0", "result": {}, "id": i}
                # The last 4 of the 10 that are measured are wrong.
                self.serve_one(lambda i, n: json.dumps((right if n < PREPARATION + 6 else reply)(i)) + "\n")
                outcome = run("--socket", self.socket, "--requests", 10, "--warmup", 0, "--json")
                self.assertEqual(outcome.returncode, 76, outcome.stderr)
                self.assertEqual(json.loads(outcome.stdout)["errors"], 4)
                self.doCleanups()
                self.setUp()

    def test_a_reply_that_nothing_asked_for_ends_with_76(self):
        self.serve_one(lambda i, n: json.dumps({"jsonrpc": "2.0", "result": {}, "id": i}) + "\n"
                       + ('{"jsonrpc":"2.0","result":1,"id":99}\n' if n >= PREPARATION else ""))
        self.assertEqual(run("--socket", self.socket, "--requests", 10, "--warmup", 0).returncode, 76)

    def test_a_connection_that_ends_early_ends_with_74(self):
        self.serve_one(lambda i, n: json.dumps({"jsonrpc": "2.0", "result": {}, "id": i}) + "\n"
                       if n < PREPARATION + 3 else None)
        self.assertEqual(run("--socket", self.socket, "--requests", 10, "--warmup", 0).returncode, 74)

    def test_usage_and_absence_have_their_exit_codes(self):
        self.assertEqual(run("--help").returncode, 0)
        self.assertEqual(run("soak", "--help").returncode, 0)
        self.assertEqual(run().returncode, 64)
        self.assertEqual(run("--compare", "earlier.json").returncode, 64, "no server")
        self.assertEqual(run("--socket", self.socket, "--tcp", "127.0.0.1:1").returncode, 64, "two servers")
        self.assertEqual(run("--tcp", "127.0.0.1").returncode, 64, "no port")
        self.assertEqual(run("soak").returncode, 64)
        self.assertEqual(run("soak", "--socket", self.socket, "--minutes", 0).returncode, 64)
        self.assertEqual(run("soak", "--socket", self.socket).returncode, 69)
        self.assertEqual(run("--socket", self.socket, "--depth", 0).returncode, 64)
        self.assertEqual(run("--socket", self.socket, "--depth", 1025).returncode, 64)
        self.assertEqual(run("--socket", self.socket).returncode, 69)
        self.serve_echo("--serve-echo")
        self.assertEqual(run("--socket", self.socket).returncode, 64, "an echo without --echo")
        self.assertEqual(run("--serve-echo", self.socket).returncode, 73)


if __name__ == "__main__":
    unittest.main()
