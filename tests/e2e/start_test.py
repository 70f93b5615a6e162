"""How the program starts beside others, and what it leaves behind."""

import os
import signal
import socket
import stat
import tempfile
import unittest

import daemon
from daemon import DaemonTest, run_program


class Information(unittest.TestCase):
    def test_version_is_one_line(self):
        for flag in ("--version", "-v"):
            self.assertEqual(run_program(flag).stdout, "goxel-daemon version 15.0.0\n")

    def test_help_names_the_flags_and_ends_well(self):
        shown = run_program("--help")
        self.assertEqual(shown.returncode, 0)
        for flag in ("--socket", "--tcp", "--workers", "--limit-message-bytes"):
            self.assertIn(flag, shown.stdout)

    def test_an_unknown_flag_or_a_bad_value_ends_with_a_complaint(self):
        for arguments in (["--no-such-flag"], ["--workers", "0"], ["--workers", "many"]):
            with self.subTest(arguments=arguments):
                ended = run_program(*arguments)
                self.assertNotEqual(ended.returncode, 0)
                self.assertTrue(ended.stderr)


class Sockets(DaemonTest):
    def test_the_socket_is_for_its_user_and_group(self):
        mode = os.lstat(self.daemon.socket).st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(stat.S_IMODE(mode), 0o660)

    def test_a_second_daemon_on_a_live_socket_refuses_and_names_the_process(self):
        client = self.connect()
        second = run_program("--socket", str(self.daemon.socket), "--render-dir", str(self.folder / "renders2"))
        self.assertEqual(second.returncode, 73)
        self.assertIn(f"process {self.daemon.process.pid}", second.stderr)
        self.assertIn(str(self.daemon.socket), second.stderr)
        self.assertTrue(client.call("ping")["pong"])
        self.assertTrue(self.connect().call("ping")["pong"])

    def test_the_socket_file_goes_with_the_daemon(self):
        self.daemon.process.send_signal(signal.SIGTERM)
        self.daemon.process.wait(timeout=daemon.PATIENCE_S)
        self.assertFalse(self.daemon.socket.exists())

    def test_sigint_ends_it_well_too(self):
        self.daemon.process.send_signal(signal.SIGINT)
        self.assertEqual(self.daemon.process.wait(timeout=daemon.PATIENCE_S), 0)

    def test_a_connection_may_close_while_its_render_runs(self):
        with self.daemon.connect() as client:
            client.call("goxel.create_project", ["p"])
            client.call("goxel.add_voxel", [0, 0, 0, 255, 0, 0, 255])
            client.send_request("goxel.render_scene", {"width": 512, "height": 512})
        self.assertTrue(self.connect().call("ping")["pong"])


class StaleSockets(DaemonTest):
    def setUp(self):
        """Every test starts its own."""
        folder = tempfile.TemporaryDirectory(prefix="goxel-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_a_stale_socket_file_is_replaced(self):
        path = os.path.join(self.folder, "daemon.sock")
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(path)  # never listened to, and closed without removing the file
        served = self.start(*self.FLAGS, folder=self.folder)
        with served.connect() as client:
            self.assertEqual(client.call("status")["pid"], served.process.pid)

    def test_the_socket_of_a_killed_daemon_is_replaced(self):
        killed = daemon.Daemon(*self.FLAGS, folder=self.folder)
        killed.kill()
        self.assertTrue(killed.socket.exists())
        served = self.start(*self.FLAGS, folder=self.folder)
        with served.connect() as client:
            self.assertEqual(client.call("status")["pid"], served.process.pid)

    def test_a_file_that_is_no_socket_is_left_alone(self):
        path = os.path.join(self.folder, "precious")
        with open(path, "w", encoding="ascii") as file:
            file.write("data")
        ended = run_program("--socket", path, "--render-dir", os.path.join(self.folder, "renders"))
        self.assertEqual(ended.returncode, 73)
        with open(path, encoding="ascii") as file:
            self.assertEqual(file.read(), "data")


class Tcp(DaemonTest):
    TCP = True

    def test_both_sockets_serve_the_same_sessions(self):
        over_tcp = self.daemon.connect_tcp()
        self.addCleanup(over_tcp.close)
        over_tcp.call("goxel.create_project", ["over tcp"])
        over_tcp.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6, 255])
        self.assertEqual(daemon.voxels_of(over_tcp), {(1, 2, 3): (4, 5, 6, 255)})
        self.assertEqual(self.connect().call("status")["sessions"], 1)


if __name__ == "__main__":
    daemon.main()
