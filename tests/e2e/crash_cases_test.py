"""What made the older daemon crash, hang or lose requests."""

import json
import os
import signal
import time

import daemon
from daemon import DaemonTest

MIB = 1 << 20


class RepeatedRequests(DaemonTest):
    def test_a_second_create_project_opens_a_second_project(self):
        client = self.connect()
        first = client.call("goxel.create_project", ["first"])
        client.call("goxel.add_voxel", [1, 2, 3, 10, 20, 30, 255])
        second = client.call("goxel.create_project", ["second"])
        self.assertEqual((first["success"], second["success"]), (True, True))
        self.assertNotEqual(first["session"], second["session"])
        self.assertEqual(daemon.voxels_of(client), {})
        self.assertEqual(daemon.voxels_of(client, session=first["session"]), {(1, 2, 3): (10, 20, 30, 255)})

    def test_a_thousand_creates_in_a_row_leave_one_session(self):
        client = self.connect()
        for number in range(1000):
            self.assertEqual(client.call("goxel.create_project", [f"p{number}"])["name"], f"p{number}")
        self.assertEqual(client.call("status")["sessions"], 1)

    def test_a_batch_that_is_not_empty_answers(self):
        client = self.connect()
        client.send('[{"jsonrpc":"2.0","method":"ping","id":1},{"jsonrpc":"2.0","method":"version","id":2}]\n')
        answers = {answer["id"]: answer["result"] for answer in client.receive()}
        self.assertIs(answers[1]["pong"], True)
        self.assertEqual(answers[2]["version"], "15.0.0")


class Transport(DaemonTest):
    # Each connection is to open a project of its own, though all are of one process.
    FLAGS = (*DaemonTest.FLAGS, "--affinity", "connection")

    def test_two_requests_in_one_send_are_both_answered(self):
        client = self.connect()
        client.send('{"jsonrpc":"2.0","method":"ping","id":1}\n{"jsonrpc":"2.0","method":"ping","id":2}\n')
        self.assertEqual([client.receive()["id"], client.receive()["id"]], [1, 2])

    def test_one_request_in_two_sends_with_a_pause_between_is_answered(self):
        client = self.connect()
        client.send('{"jsonrpc":"2.0","method":"pi')
        time.sleep(0.3)  # so that the service reads the halves apart
        client.send('ng","id":7}\n')
        self.assertEqual(client.receive()["id"], 7)

    def test_a_request_of_a_mebibyte_is_answered(self):
        client = self.connect()
        text = "".join(chr(ord("a") + i % 26) for i in range(MIB))
        self.assertEqual(client.call("echo", [text]), [text])

    def test_a_reply_of_five_mebibytes_arrives_whole(self):
        client = self.connect()
        client.call("goxel.create_project", ["large"])
        expected = {(x, y, z): (x, y, z, 255) for x in range(50) for y in range(50) for z in range(50)}
        voxels = [[*position, *color] for position, color in expected.items()]
        self.assertEqual(client.call("add_voxels", {"voxels": voxels})["added"], 125_000)
        client.send_request("goxel.get_layer_voxels", {"limit": 0})
        line = client.receive_line()
        self.assertGreaterEqual(len(line), 5 * MIB)
        found = json.loads(line)["result"]["voxels"]
        self.assertEqual({(v["x"], v["y"], v["z"]): tuple(v["color"]) for v in found}, expected)

    def test_three_hundred_connections_one_after_the_other_are_served(self):
        for number in range(300):
            with self.daemon.connect() as client:
                self.assertEqual(client.call("echo", [number]), [number])

    def test_connecting_and_closing_at_once_a_thousand_times_leaves_nothing(self):
        for _ in range(1000):
            self.daemon.connect().close()
        client = self.connect_alone()
        self.assertIs(client.call("ping")["pong"], True)
        self.assertEqual(sum(self.worker_connections(client)), 1)

    def test_sending_and_closing_at_once_still_does_the_work(self):
        for number in range(20):
            with self.daemon.connect() as client:
                client.send_request("goxel.create_project", {"name": f"left {number}"})
        client = self.connect()
        self.wait_for("all 20 projects", lambda: client.call("goxel.list_sessions")["count"] == 20)


class Ending(DaemonTest):
    def fastest_end_s(self, prepare):
        """Of three daemons, since other work on the machine may hold up one: prepare(daemon), SIGTERM, wait."""
        times = []
        for _ in range(3):
            served = self.start(*self.FLAGS)
            prepare(served)
            begun = time.monotonic()
            served.process.send_signal(signal.SIGTERM)
            self.assertEqual(served.process.wait(timeout=daemon.PATIENCE_S), 0)
            times.append(time.monotonic() - begun)
        return min(times)

    def client_of(self, served):
        client = served.connect()
        self.addCleanup(client.close)
        return client

    def test_sigterm_ends_an_idle_daemon_within_a_second(self):
        self.assertLess(self.fastest_end_s(lambda served: None), 1 * daemon.SLOWDOWN)

    def test_sigterm_ends_it_within_a_second_while_clients_are_connected(self):
        clients = []

        def connect_some(served):
            clients.extend(self.client_of(served) for _ in range(20))
            for client in clients[-20:]:
                client.call("goxel.create_project", ["open"])
            clients[-1].send('{"jsonrpc":"2.0","method":"pin')  # an unfinished request holds up nothing

        self.assertLess(self.fastest_end_s(connect_some), 1 * daemon.SLOWDOWN)
        for client in clients:
            self.assertEqual(client.rest(), b"")

    def test_sigterm_ends_it_within_a_second_while_a_render_runs_and_the_render_is_answered(self):
        clients = []

        def start_render(served):
            client = self.client_of(served)
            clients.append(client)
            client.call("goxel.create_project", ["scene"])
            cube = [[x, y, z, 200, 10, 10] for x in range(20) for y in range(20) for z in range(20)]
            client.call("add_voxels", {"voxels": cube})
            client.send_request("goxel.render_scene", {"width": 4000, "height": 4000, "options": {"samples": 16}})
            client.call("ping")  # overtakes the render, which has been taken on by then

        # Jobs run at a low priority, so on a machine that is busy otherwise they hear of the end late.
        is_busy = os.getloadavg()[0] >= os.cpu_count()
        self.assertLess(self.fastest_end_s(start_render), (10 if is_busy else 1) * daemon.SLOWDOWN)
        for client in clients:
            answers = client.rest().splitlines()
            self.assertEqual(len(answers), 1)
            self.assert_error(json.loads(answers[0])["error"], -1109, "cancelled")


if __name__ == "__main__":
    daemon.main()
