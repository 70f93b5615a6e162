"""What goes wrong around the service, by name, and that it goes on: nothing lost, nothing stuck."""

import contextlib
import json
import random
import shutil
import signal
import socket
import struct
import time

import daemon


def reset(client):
    """Ends a connection without a word, as a killed process's machine may."""
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


class ClientTest(daemon.DaemonTest):
    FLAGS = ("--workers", "4", "--jobs", "2", "--limit-slow-reader-timeout-ms", "500")

    def alone(self):
        watcher = self.connect()
        self.wait_for("the others to be gone", lambda: watcher.call("status")["connections"] == 1)
        return watcher

    def project(self, client, name):
        return client.call("goxel.create_project", [name])["session"]

    def test_client_killed_in_mid_request(self):
        for cut in range(0, 90, 7):
            client = self.daemon.connect()
            self.project(client, "cut")
            request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "goxel.add_voxel",
                                  "params": [1, 1, 1, 1, 1, 1, 255]})
            client.send(request[:min(cut, len(request) - 1)])
            reset(client)
        sessions = self.alone().call("goxel.list_sessions")["sessions"]
        self.assertEqual({session["state"] for session in sessions}, {"detached"})
        self.assertEqual({session["dirty"] for session in sessions}, {False})

    def test_client_killed_in_mid_reply(self):
        for _ in range(10):
            client = self.daemon.connect()
            self.project(client, "big")
            client.call("goxel.fill_box", {"min": [0, 0, 0], "max": [63, 63, 63], "color": [1, 2, 3, 255]})
            client.send_request("goxel.get_layer_voxels", {"limit": 0})
            client.socket.recv(1)
            reset(client)
        watcher = self.alone()
        self.assertEqual(watcher.call("goxel.health_check")["daemon_status"], "healthy")

    def test_client_killed_while_its_jobs_run(self):
        """Those of its own worker and of another: renders into the reply are stopped, a render into a file is not."""
        # Minutes each, were they not stopped.
        endless = {"width": 8000, "height": 8000, "options": {"samples": 16}}
        watcher = self.connect()
        client, owner = self.connect(), self.connect()
        own, named = self.project(client, "own"), self.project(owner, "named")
        owner.call("goxel.detach_session")
        self.assertNotEqual(own.partition("-")[0], named.partition("-")[0])

        def busy():
            states = watcher.call("goxel.debug.get_project_state")["sessions"]
            return {state["session"] for state in states if state["busy"]}

        client.send_request("goxel.render_scene", endless)
        client.send_request("goxel.render_scene", endless, session=named)
        client.send_request("goxel.render_scene", {"output_path": "kept.png", "width": 64, "height": 64})
        self.wait_for("the jobs to be there", lambda: busy() == {own, named})
        client.close()
        self.wait_for("the renders to be stopped", lambda: not busy())
        self.assertTrue((self.folder / "kept.png").is_file())

    def test_client_killed_in_mid_migration(self):
        owner = self.connect()
        session = self.project(owner, "target")
        owner.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
        for number in range(200):
            client = self.daemon.connect()
            client.send_request("goxel.attach_session", [session])
            for x in range(number % 5):
                client.send_request("goxel.get_voxel", [x, 0, 0])
            if number % 3 == 0:
                client.receive()
            reset(client)
        self.wait_for("the killed ones to be gone", lambda: owner.call("status")["connections"] == 1)
        self.wait_for("their bindings to be gone", lambda: [s["connections"] for s in owner.call(
            "goxel.debug.get_project_state")["sessions"]] == [1])
        self.assertEqual(daemon.voxels_of(owner), {(0, 0, 0): (1, 1, 1, 255)})

    def test_half_close(self):
        client = self.connect()
        self.project(client, "half")
        ids = [client.send_request("goxel.add_voxel", [x, 0, 0, 1, 1, 1, 255]) for x in range(100)]
        ids.append(client.send_request("goxel.render_scene", {"width": 64, "height": 64}))
        client.half_close()
        answers = [json.loads(line) for line in client.rest().splitlines()]
        self.assertEqual([answer["id"] for answer in answers], ids)
        self.assertTrue(all("result" in answer for answer in answers))

    def test_slowloris(self):
        request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"}) + "\n"
        slow = self.connect_many(300)
        quick = self.connect()
        for position in range(len(request) - 1):
            for client in slow:
                client.send(request[position])
            self.assertTrue(quick.call("ping")["pong"])
        for client in slow:
            client.send("\n")
        for client in slow:
            self.assertTrue(client.receive()["result"]["pong"])

    def test_a_reader_that_never_reads(self):
        stuck, other = self.connect_many(2)
        self.project(stuck, "stuck")
        stuck.call("goxel.fill_box", {"min": [0, 0, 0], "max": [15, 15, 15], "color": [1, 2, 3, 255]})
        before = other.call("goxel.debug.get_memory_stats")["resident"]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # once it is disconnected
            for _ in range(3_000):
                stuck.send_request("goxel.get_layer_voxels", {"limit": 0})
        self.wait_for("it to be disconnected", lambda: other.call("status")["connections"] == 1)
        grown = other.call("goxel.debug.get_memory_stats")["resident"] - before
        if daemon.SLOWDOWN == 1:  # a sanitizer keeps freed memory aside
            self.assertLess(grown, 200 << 20)  # all answers together are over 600 MB
        self.assertTrue(other.call("ping")["pong"])

    def test_descriptors_exhausted(self):
        few = self.start("--workers", "2", "--jobs", "1", descriptors=64)
        waiting = []
        with few.connect() as served:
            served.call("goxel.create_project", ["served"])
            for _ in range(100):
                client = few.connect()  # the kernel takes it; the service may not
                waiting.append(client)
            self.wait_for("accepting to pause", lambda: "accepting pauses" in few.log_text())
            self.assertTrue(served.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])["success"])
            for client in waiting[:60]:
                client.close()
            for client in waiting[60:]:
                self.assertTrue(client.call("ping")["pong"])
                client.close()


class StateFolderTest(daemon.DaemonTest):
    FLAGS = ("--workers", "1", "--jobs", "1", "--idle-timeout", "1", "--idle-check-interval", "1")

    def assert_kept_in_memory(self, served, client):
        self.wait_for("the failure to be logged", lambda: "stays in memory" in served.log_text())
        self.assertEqual(client.call("goxel.list_sessions")["sessions"][0]["state"], "bound")
        self.assertEqual(client.call("goxel.get_voxel", [3, 3, 3])["color"], [1, 1, 1, 255])

    def test_state_folder_full(self):
        full = self.start(*self.FLAGS, file_bytes=64 << 10)
        with full.connect() as client:
            client.call("goxel.create_project", ["large"])
            # Noise does not compress: more than a file may hold.
            noise = random.Random(5)
            client.call("goxel.add_voxels", [[[n % 200, n // 200, 9, noise.randrange(256), noise.randrange(256),
                                               noise.randrange(256)] for n in range(40_000)]])
            client.call("goxel.add_voxel", [3, 3, 3, 1, 1, 1, 255])
            self.assert_kept_in_memory(full, client)

    def test_state_folder_taken_away(self):
        client = self.connect()
        client.call("goxel.create_project", ["stuck"])
        client.call("goxel.add_voxel", [3, 3, 3, 1, 1, 1, 255])
        # Nothing can be put into a folder that has been removed: as on a disk that went read-only.
        shutil.rmtree(self.folder / "state")
        self.assert_kept_in_memory(self.daemon, client)

    def test_state_folder_that_cannot_be_made(self):
        blocked = self.folder / "file"
        blocked.write_text("no folder")
        ended = daemon.run_program("--socket", str(self.folder / "other.sock"), "--state-dir", str(blocked / "state"))
        self.assertEqual(ended.returncode, 73)
        self.assertIn("state", ended.stderr)


class DrainTest(daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "2", "--drain-timeout", str(10 * daemon.SLOWDOWN))

    def test_sigterm_with_a_hundred_renders_running(self):
        sessions = []
        for number, client in enumerate(self.connect_many(10)):
            sessions.append(client.call("goxel.create_project", [f"p{number}"])["session"])
            client.call("goxel.procedural_shape", {"shape_type": "sphere", "size_x": 64, "size_y": 64, "size_z": 64,
                                                   "center": [0, 0, 0], "color": [200, 100, 50, 255]})
            client.call("goxel.add_voxel", [number, 100, 100, 9, 9, 9, 255])
            for _ in range(10):
                client.send_request("goxel.render_scene", {"width": 2048, "height": 2048, "options": {"samples": 4}})
        self.daemon.process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        self.assertEqual(self.daemon.process.wait(timeout=daemon.PATIENCE_S), 0)
        self.assertLess(time.monotonic() - begun, 10 * daemon.SLOWDOWN)
        self.daemon = self.start(*self.FLAGS, folder=self.folder)
        client = self.connect()
        for number, session in enumerate(sessions):
            found = client.call("goxel.get_voxel", [number, 100, 100], session=session)
            self.assertEqual(found["color"], [9, 9, 9, 255])
            self.assertGreater(client.call("goxel.get_project_info", session=session)["voxel_count"], 100_000)


if __name__ == "__main__":
    daemon.main()
