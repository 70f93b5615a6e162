"""Who may do what: users on the Unix socket, tokens over TCP, a service that is only read, and its admins."""

import json
import os
import pathlib
import signal
import tempfile
import unittest

import daemon
from daemon import DaemonTest, run_program

NOBODY = 65534
TOKENS = """# who may come in
viewer look-1 wall
editor edit-2 desk
editor edit-3
admin  run-4  operator
"""


def ask_as(user, path, requests):
    """The answers that a process of another user gets."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
            with daemon.Client(path) as client, open(writer, "w", encoding="utf-8") as out:
                for method, params in requests:
                    client.send_request(method, params)
                    out.write(client.receive_line().decode() + "\n")
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as answers:
        lines = answers.read().splitlines()
    os.waitpid(child, 0)
    return [json.loads(line) for line in lines]


class AccessTest(DaemonTest):
    def assert_unauthorized(self, error):
        self.assert_error(error, -1111, "unauthorized")

    def assert_read_only(self, error):
        self.assert_error(error, -1113, "read_only")


class UnixUsers(AccessTest):
    def test_the_services_own_user_is_an_admin(self):
        client = self.connect()
        self.assertIs(client.call("goxel.get_status")["read_only"], False)
        self.assertEqual(client.call("goxel.set_log_level", ["error"]),
                         {"success": True, "level": "error", "previous": "debug"})
        client.call("goxel.create_project", {"name": "not logged", "bind": False})
        self.assertEqual(client.call("goxel.set_log_level", {"level": "INFO"})["previous"], "error")
        client.call("goxel.create_project", ["logged"])
        self.assert_error(client.error("goxel.set_log_level", ["loud"]), -32602, "invalid_params")
        self.wait_for("the log", lambda: "project=logged" in self.daemon.log_text())
        self.assertNotIn('project="not logged" from=none', self.daemon.log_text())

    def test_a_token_is_refused_where_there_is_no_token_file(self):
        client = self.connect()
        self.assert_unauthorized(client.error("goxel.authenticate", ["anything"]))
        self.assertTrue(client.call("goxel.create_project")["success"])

    @unittest.skipIf(os.geteuid() != 0, "only root can be somebody else")
    def test_another_user_is_an_editor(self):
        os.chmod(self.folder, 0o711)
        os.chmod(self.daemon.socket, 0o666)
        own = self.connect()
        session = own.call("goxel.create_project", ["mine"])["session"]
        requests = [("goxel.create_project", []), ("goxel.add_voxel", [1, 2, 3, 4, 5, 6]), ("goxel.list_sessions", []),
                    ("goxel.shutdown", []), ("goxel.set_log_level", ["error"]), ("goxel.close_session", [session])]
        answers = ask_as(NOBODY, self.daemon.socket, requests)
        self.assertTrue(answers[0]["result"]["success"])
        self.assertTrue(answers[1]["result"]["success"])
        self.assertEqual(answers[2]["result"]["count"], 1)
        self.assertNotIn("principal", answers[2]["result"]["sessions"][0])
        for answer in answers[3:]:
            self.assert_unauthorized(answer["error"])
        principals = {entry["principal"] for entry in own.call("goxel.list_sessions")["sessions"]}
        self.assertEqual(principals, {"uid:0", f"uid:{NOBODY}"})


class Shutdown(AccessTest):
    def test_it_answers_keeps_what_is_unsaved_and_ends_well(self):
        client = self.connect()
        client.call("goxel.create_project", ["kept"])
        client.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6])
        self.assertEqual(client.call("goxel.shutdown"), {"success": True})
        self.assertEqual(client.rest(), b"")
        self.assertEqual(self.daemon.process.wait(timeout=daemon.PATIENCE_S), 0)
        self.assertFalse(self.daemon.socket.exists())
        again = self.start(*self.FLAGS, folder=self.folder)
        with again.connect() as later:
            listed = later.call("goxel.list_sessions")["sessions"]
            self.assertEqual([(entry["name"], entry["state"]) for entry in listed], [("kept", "evicted")])

    def test_a_second_one_changes_nothing(self):
        client = self.connect()
        client.send('{"jsonrpc":"2.0","id":1,"method":"goxel.shutdown"}'
                    '{"jsonrpc":"2.0","id":2,"method":"goxel.shutdown"}')
        answers = [json.loads(line) for line in client.rest().splitlines()]
        self.assertEqual([answer["id"] for answer in answers], [1, 2])
        self.assertEqual(self.daemon.process.wait(timeout=daemon.PATIENCE_S), 0)


class TokenTest(AccessTest):
    """With TCP clients that need a token."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="goxel-e2e-tokens-")
        self.addCleanup(folder.cleanup)
        self.tokens = pathlib.Path(folder.name) / "tokens"
        self.write_tokens(TOKENS)
        self.daemon = self.start(*self.FLAGS, "--token-file", str(self.tokens), tcp=True, insecure=False)
        self.folder = self.daemon.folder

    def write_tokens(self, text):
        self.tokens.write_text(text, encoding="ascii")
        self.tokens.chmod(0o600)

    def stranger(self):
        client = self.daemon.connect_tcp()
        self.addCleanup(client.close)
        return client

    def known(self, token):
        client = self.stranger()
        client.call("goxel.authenticate", [token])
        return client


class Tokens(TokenTest):
    def test_without_a_token_only_what_tells_that_it_is_there_is_answered(self):
        client = self.stranger()
        self.assertTrue(client.call("ping")["pong"])
        self.assertEqual(client.call("version")["version"], "15.0.0")
        self.assertEqual(client.call("goxel.health_check")["daemon_status"], "healthy")
        for method in ("status", "echo", "list_methods", "goxel.create_project", "goxel.list_sessions",
                       "goxel.shutdown", "goxel.no_such_method", "goxel.get_metrics"):
            with self.subTest(method=method):
                self.assert_unauthorized(client.error(method))
        client.send('{"jsonrpc":"2.0","method":"goxel.shutdown"}'
                    '[{"jsonrpc":"2.0","id":7,"method":"goxel.create_project"}]')
        self.assert_unauthorized(client.receive()[0]["error"])
        self.assertEqual(self.connect().call("status")["sessions"], 0)

    def test_a_token_gives_its_role_and_its_principal(self):
        for token, role, principal in (("look-1", "viewer", "token:wall"), ("edit-2", "editor", "token:desk"),
                                       ("run-4", "admin", "token:operator")):
            answer = self.stranger().call("goxel.authenticate", {"token": token})
            self.assertEqual(answer, {"success": True, "role": role, "principal": principal})

    def test_a_request_behind_the_token_in_one_batch_has_the_role(self):
        client = self.stranger()
        client.send('[{"jsonrpc":"2.0","id":1,"method":"goxel.authenticate","params":["edit-2"]},'
                    '{"jsonrpc":"2.0","id":2,"method":"goxel.create_project"}]')
        answers = {answer["id"]: answer for answer in client.receive()}
        self.assertTrue(answers[2]["result"]["success"])

    def test_the_third_wrong_token_closes_the_connection(self):
        client = self.stranger()
        self.assert_unauthorized(client.error("goxel.create_project"))
        for _ in range(3):
            self.assert_unauthorized(client.error("goxel.authenticate", ["hush-hush"]))
        self.assertEqual(client.rest(), b"")
        log = self.daemon.log_text()
        self.assertEqual(log.count("a token was refused"), 3)
        self.assertIn("attempt=3", log)
        self.assertIn("address=127.0.0.1:", log)
        self.assertNotIn("hush-hush", log)
        self.assertTrue(self.connect().call("ping")["pong"])

    def test_many_wrong_tokens_in_one_batch_are_as_few(self):
        client = self.stranger()
        client.send(json.dumps([{"jsonrpc": "2.0", "id": number, "method": "goxel.authenticate",
                                 "params": [f"guess-{number}"]} for number in range(1000)]
                               + [{"jsonrpc": "2.0", "id": 1000, "method": "goxel.authenticate",
                                   "params": ["run-4"]}]))
        answers = json.loads(client.rest())
        self.assertEqual(len(answers), 1001)
        for answer in answers:
            self.assert_unauthorized(answer["error"])
        self.assertEqual(self.daemon.log_text().count("a token was refused"), 3)

    def test_a_wrong_token_holds_up_nobody_else(self):
        guesser, other = self.stranger(), self.connect()
        guesser.send_request("goxel.authenticate", ["guess"])
        other.call("goxel.create_project")
        self.assertTrue(other.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6])["success"])

    def test_tokens_of_one_name_share_their_sessions_and_others_do_not(self):
        self.known("edit-2").call("goxel.create_project", ["of the desk"])
        self.assertEqual(self.known("edit-3").call("goxel.list_sessions")["count"], 0)
        listed = self.known("run-4").call("goxel.list_sessions")["sessions"]
        self.assertEqual([(entry["name"], entry["principal"]) for entry in listed], [("of the desk", "token:desk")])
        self.write_tokens(TOKENS + "viewer look-5 desk\n")
        self.reload()
        self.assertEqual(self.known("look-5").call("goxel.list_sessions")["count"], 1)

    def reload(self):
        """Returns when the daemon has seen the signal."""
        before = self.daemon.log_text().count("signal=1")
        self.daemon.process.send_signal(signal.SIGHUP)
        self.wait_for("the signal", lambda: self.daemon.log_text().count("signal=1") > before)
        # The line is written before the file is read: by the main thread, which accepts connections after that.
        self.stranger().call("ping")

    def test_the_tokens_are_read_again_on_sighup_unless_they_are_bad(self):
        editor = self.known("edit-2")
        self.write_tokens("viewer fresh\n")
        self.reload()
        self.assertTrue(editor.call("goxel.create_project")["success"])
        self.assertEqual(self.stranger().call("goxel.authenticate", ["fresh"])["role"], "viewer")
        self.assert_unauthorized(self.stranger().error("goxel.authenticate", ["edit-2"]))
        self.write_tokens("nonsense\n")
        self.reload()
        self.assertEqual(self.stranger().call("goxel.authenticate", ["fresh"])["role"], "viewer")
        self.assertIn("the old tokens stay in force", self.daemon.log_text())


class Roles(TokenTest):
    def test_a_viewer_looks_and_writes_nothing(self):
        editor = self.known("edit-2")
        session = editor.call("goxel.create_project", ["seen"])["session"]
        editor.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6])
        editor.call("goxel.save_project", ["seen.gox"])
        viewer = self.known("look-1")
        self.assertIs(viewer.call("goxel.get_status")["read_only"], True)
        viewer.call("goxel.attach_session", [session])
        self.assertEqual(daemon.voxels_of(viewer), {(1, 2, 3): (4, 5, 6, 255)})
        self.assertTrue(viewer.call("goxel.render_scene", {"width": 8, "height": 8})["image"])
        self.assertTrue(viewer.call("goxel.export_model", {"format": "txt"})["data"])
        for method, params in (("goxel.add_voxel", [1, 2, 3, 9, 9, 9]), ("goxel.clear", []), ("goxel.undo", []),
                               ("goxel.create_snapshot", ["s"]), ("goxel.save_project", ["stolen.gox"]),
                               ("goxel.export_model", ["stolen.txt"]), ("goxel.close_project", []),
                               ("goxel.render_scene", {"output_path": "stolen.png"}),
                               ("goxel.render_scene", {"options": {"return_mode": "file_path"}})):
            with self.subTest(method=method, params=params):
                self.assert_read_only(viewer.error(method, params))
        self.assert_unauthorized(viewer.error("goxel.close_session", [session]))
        self.assert_unauthorized(viewer.error("goxel.debug.force_cleanup"))
        self.assertEqual(daemon.voxels_of(editor), {(1, 2, 3): (4, 5, 6, 255)})
        self.assertEqual([path.name for path in self.folder.glob("stolen*")], [])
        self.assertEqual(viewer.call("goxel.load_project", ["seen.gox"])["voxel_count"], 1)
        self.assertTrue(viewer.call("goxel.close_project")["success"])

    def test_an_editor_is_no_admin(self):
        session = self.connect().call("goxel.create_project", ["another's"])["session"]
        editor = self.known("edit-2")
        editor.call("goxel.create_project", ["own"])
        editor.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6])
        for method, params in (("goxel.shutdown", []), ("goxel.set_log_level", ["error"]),
                               ("goxel.close_session", [session])):
            self.assert_unauthorized(editor.error(method, params))
        self.assert_unauthorized(editor.error("goxel.debug.force_cleanup", session=session))
        self.assertTrue(editor.call("goxel.debug.force_cleanup")["success"])

    def test_an_admin_sees_and_closes_what_is_anothers(self):
        owner = self.known("edit-2")
        session = owner.call("goxel.create_project", ["theirs"])["session"]
        admin = self.known("run-4")
        states = admin.call("goxel.debug.get_project_state")["sessions"]
        self.assertEqual([(state["session"], state["principal"]) for state in states], [(session, "token:desk")])
        self.assertTrue(admin.call("goxel.close_session", [session])["success"])
        self.assert_error(owner.error("goxel.get_project_info"), -1101, "no_project")

    def test_an_admins_shutdown_over_tcp_is_answered(self):
        admin = self.known("run-4")
        self.assertEqual(admin.call("goxel.shutdown"), {"success": True})
        self.assertEqual(self.daemon.process.wait(timeout=daemon.PATIENCE_S), 0)

    def test_a_token_can_lower_what_a_unix_client_may_do(self):
        client = self.connect()
        self.assertEqual(client.call("goxel.authenticate", ["look-1"])["role"], "viewer")
        self.assert_unauthorized(client.error("goxel.shutdown"))


class Insecure(AccessTest):
    TCP = True

    def test_every_local_user_is_an_editor_over_loopback(self):
        with self.daemon.connect_tcp() as client:
            client.call("goxel.create_project")
            client.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6])
            self.assert_unauthorized(client.error("goxel.shutdown"))


class ReadOnly(AccessTest):
    FLAGS = DaemonTest.FLAGS + ("--read-only",)

    def test_nobody_changes_anything(self):
        client = self.connect()
        client.call("goxel.create_project", ["to look at"])
        self.assertIs(client.call("goxel.get_status")["read_only"], True)
        error = client.error("goxel.add_voxel", [1, 2, 3, 4, 5, 6])
        self.assert_read_only(error)
        self.assertIn("this service is read-only", error["message"])
        self.assert_read_only(client.error("goxel.save_project", ["p.gox"]))
        self.assert_unauthorized(client.error("goxel.shutdown"))
        self.assertEqual(daemon.voxels_of(client), {})


class Start(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="goxel-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def refusal(self, *flags):
        ended = run_program("--socket", str(self.folder / "socket"), "--render-dir", str(self.folder / "renders"),
                            "--state-dir", str(self.folder / "state"), *flags)
        self.assertEqual(ended.returncode, 78, ended.stderr)
        return ended.stderr

    def tokens(self, text, mode=0o600):
        path = self.folder / "tokens"
        path.write_text(text, encoding="ascii")
        path.chmod(mode)
        return "--token-file", str(path)

    def test_tcp_without_tokens_needs_loopback_and_insecure(self):
        for flags in (("--tcp", "127.0.0.1:0"), ("--tcp", "0.0.0.0:0"), ("--tcp", "0.0.0.0:0", "--insecure"),
                      ("--tcp", "[::]:0", "--insecure")):
            with self.subTest(flags=flags):
                complaint = self.refusal(*flags)
                self.assertIn("--token-file", complaint)
                self.assertIn("--insecure", complaint)

    def test_a_token_file_that_cannot_be_trusted_is_refused(self):
        self.assertIn("chmod 600", self.refusal(*self.tokens("admin hush\n", 0o644)))
        self.assertIn("No such file", self.refusal("--token-file", str(self.folder / "missing")))
        self.assertIn("holds no token", self.refusal(*self.tokens("# none yet\n")))
        complaint = self.refusal(*self.tokens("admin fine\nowner hush\n"))
        self.assertIn("line 2", complaint)
        self.assertNotIn("hush", complaint)


class Metrics(AccessTest):
    def test_requests_are_told_by_method_worker_and_failure(self):
        client = self.connect()
        for _ in range(5):
            client.call("ping")
        client.error("goxel.get_voxel", [1, 2, 3])
        metrics = client.call("goxel.get_metrics")
        methods = {entry["method"]: entry["latency"] for entry in metrics["methods"]}
        latency = methods["ping"]
        self.assertGreaterEqual(latency["count"], 5)
        self.assertLessEqual(latency["p50_us"], latency["p90_us"])
        self.assertLessEqual(latency["p999_us"], latency["max_us"])
        self.assertEqual(metrics["errors"], [{"reason": "no_project", "count": 1}])
        self.assertEqual(len(metrics["workers"]), 2)
        self.assertEqual(metrics["requests"], sum(worker["requests"] for worker in metrics["workers"]))
        self.assertGreater(metrics["received_bytes"], 5 * len('{"jsonrpc":"2.0","id":1,"method":"ping"}'))
        self.assertGreater(metrics["sent_bytes"], 5 * len('{"jsonrpc":"2.0","result":{"pong":true},"id":1}'))


if __name__ == "__main__":
    daemon.main()
