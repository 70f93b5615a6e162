"""Every limit that a client can meet: what is just allowed works, one more is refused and breaks nothing."""

import json
import socket

import daemon
from daemon import DaemonTest


def framed(body):
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def echo_of_size(size):
    head, tail = b'{"jsonrpc":"2.0","id":1,"method":"echo","params":["', b'"]}'
    return head + b"x" * (size - len(head) - len(tail)) + tail


def nested_echo(depth):
    """A request whose arrays and objects are `depth` deep: the request is 1, its params are 2."""
    return b'{"jsonrpc":"2.0","id":1,"method":"echo","params":%s}' % (b"[" * (depth - 1) + b"]" * (depth - 1))


class LimitTest(DaemonTest):
    LIMITS = ()

    def setUp(self):
        self.FLAGS = (*DaemonTest.FLAGS, *self.LIMITS)
        super().setUp()
        self.client = self.connect_alone()

    def assert_limit(self, error, name, maximum, code=-1105, reason="limit_exceeded"):
        self.assert_error(error, code, reason)
        self.assertEqual((error["data"]["limit"], error["data"]["maximum"]), (name, maximum), error)

    def assert_in_step(self, client=None):
        self.assertEqual((client or self.client).call("echo", ["in step"]), ["in step"])


class MessageBytes(LimitTest):
    LIMITS = ("--limit-message-bytes", "1000")

    def test_a_message_of_the_limit_is_answered_and_one_byte_more_is_not(self):
        self.client.send(echo_of_size(1000) + b"\n")
        self.assertIn("result", self.client.receive())
        for size in (1001, 100_000):
            self.client.send(echo_of_size(size) + b"\n")
            answer = self.client.receive()
            self.assertIsNone(answer["id"])
            self.assert_limit(answer["error"], "message_bytes", 1000, -32700, "parse_error")
            self.assert_in_step()

    def test_the_message_right_behind_one_that_is_too_large_is_answered(self):
        self.client.send(echo_of_size(2000) + echo_of_size(1000))
        self.assertIn("error", self.client.receive())
        self.assertIn("result", self.client.receive())

    def test_the_same_holds_with_content_length(self):
        client = self.connect()
        client.send(framed(echo_of_size(1000)) + framed(echo_of_size(1001)) + framed(echo_of_size(1000)))
        answers = [json.loads(client.receive_framed()) for _ in range(3)]
        self.assertEqual(["result" in answer for answer in answers], [True, False, True])
        self.assert_limit(answers[1]["error"], "message_bytes", 1000, -32700, "parse_error")


class Nesting(LimitTest):
    LIMITS = ("--limit-nesting", "8")

    def test_a_message_nested_to_the_limit_is_answered_and_one_deeper_is_not(self):
        self.client.send(nested_echo(8) + b"\n")
        self.assertIn("result", self.client.receive())
        self.client.send(nested_echo(9) + b"\n")
        self.assert_error(self.client.receive()["error"], -32700, "parse_error")
        self.assert_in_step()

    def test_a_flood_of_brackets_is_one_error(self):
        self.client.send(b"[" * 200_000 + b"\n")
        self.assert_error(self.client.receive()["error"], -32700, "parse_error")
        self.assert_in_step()


class BatchLength(LimitTest):
    LIMITS = ("--limit-batch-length", "5")

    def test_a_batch_of_the_limit_is_answered_and_of_a_longer_one_nothing_is_done(self):
        create = {"jsonrpc": "2.0", "method": "goxel.create_project", "params": {"bind": False}}
        self.client.send(json.dumps([{**create, "id": number} for number in range(5)]))
        self.assertEqual(len(self.client.receive()), 5)
        self.client.send(json.dumps([{**create, "id": number} for number in range(6)]))
        answer = self.client.receive()
        self.assertIsNone(answer["id"])
        self.assert_limit(answer["error"], "batch_length", 5)
        self.assertEqual(self.client.call("status")["sessions"], 5)


class Connections(LimitTest):
    LIMITS = ("--max-connections", "3")

    def test_a_connection_past_the_limit_is_told_so_and_closed(self):
        others = self.connect_many(2)
        for client in others:
            self.assert_in_step(client)
        refused = self.connect()
        self.assert_error(json.loads(refused.rest())["error"], -1104, "busy")
        self.assert_in_step()
        others[0].close()
        self.wait_for("the place to be free", lambda: self.client.call("status")["connections"] == 2)
        self.assert_in_step(self.connect())


class ConnectionsOfAUser(LimitTest):
    LIMITS = ("--limit-connections-per-user", "3")

    def test_a_connection_past_the_users_part_is_told_so_and_a_closed_one_gives_its_place_back(self):
        others = self.connect_many(2)
        for client in others:
            self.assert_in_step(client)
        refused = json.loads(self.connect().rest())["error"]
        self.assert_error(refused, -1104, "busy")
        self.assertEqual(refused["data"]["limit"], "connections_per_user")
        others[0].close()

        def is_served():
            with self.daemon.connect() as client:
                try:
                    client.send_request("ping")
                    return "result" in client.receive()
                except ConnectionError:  # it was told and closed before it had asked
                    return False

        self.wait_for("the place to be free", is_served)


class Sessions(LimitTest):
    LIMITS = ("--limit-sessions", "2")

    def test_a_session_past_the_limit_is_refused_and_the_others_stay(self):
        first = self.client.call("goxel.create_project", {"name": "first", "bind": False})["session"]
        self.client.call("goxel.create_project", {"name": "second", "bind": False})
        self.assert_limit(self.client.error("goxel.create_project", ["third"]), "sessions", 2)
        self.assert_limit(self.client.error("goxel.load_project", ["any.gox"]), "sessions", 2)
        self.assertEqual(self.client.call("goxel.list_sessions")["count"], 2)
        self.client.call("goxel.close_project", session=first)
        self.client.call("goxel.create_project", ["third"])


class PictureSide(LimitTest):
    LIMITS = ("--limit-picture-side", "32")

    def test_a_picture_of_the_limit_is_drawn_and_one_pixel_more_is_not(self):
        self.client.call("goxel.create_project")
        for width, height in ((32, 32), (32, 1), (1, 32)):
            self.assertTrue(self.client.call("goxel.render_scene", {"width": width, "height": height})["image"])
        for width, height in ((33, 1), (1, 33), (2 ** 31 - 1, 2 ** 31 - 1)):
            self.assert_limit(self.client.error("goxel.render_scene", {"width": width, "height": height}),
                              "picture_side", 32)


class PicturePixels(LimitTest):
    LIMITS = ("--limit-picture-pixels", "100")

    def test_a_picture_of_the_limit_is_drawn_and_one_pixel_more_is_not(self):
        self.client.call("goxel.create_project")
        self.assertTrue(self.client.call("goxel.render_scene", {"width": 10, "height": 10})["image"])
        self.assert_limit(self.client.error("goxel.render_scene", {"width": 101, "height": 1}), "picture_pixels", 100)


class Layers(LimitTest):
    LIMITS = ("--limit-layers", "3")

    def test_a_layer_past_the_limit_is_refused(self):
        self.client.call("goxel.create_project")  # has one
        self.client.call("goxel.create_layer")
        self.client.call("goxel.create_layer")
        self.assert_limit(self.client.error("goxel.create_layer"), "layers", 3)
        self.assertEqual(self.client.call("goxel.list_layers")["count"], 3)


class NameBytes(LimitTest):
    LIMITS = ("--limit-name-bytes", "8")

    def test_a_name_of_the_limit_is_taken_and_one_byte_more_is_not(self):
        for method in ("goxel.create_project", "goxel.create_layer"):
            with self.subTest(method=method):
                self.assertEqual(self.client.call(method, ["12345678"])["name"], "12345678")
                self.assert_limit(self.client.error(method, ["123456789"]), "name_bytes", 8)
                self.assertEqual(self.client.call(method, ["ää34ää"[:5]])["name"], "ää34ä")  # 8 bytes
                self.assert_limit(self.client.error(method, ["ää34äx"]), "name_bytes", 8)


class VoxelsPerCall(LimitTest):
    LIMITS = ("--limit-voxels-per-call", "10")

    def test_a_list_of_the_limit_is_stored_and_of_a_longer_one_nothing(self):
        self.client.call("goxel.create_project")
        row = lambda count, y: {"voxels": [[x, y, 0, 1, 2, 3] for x in range(count)]}
        self.assertEqual(self.client.call("add_voxels", row(10, 0))["added"], 10)
        error = self.client.error("add_voxels", row(11, 1))
        self.assert_error(error, -1105, "limit_exceeded")
        self.assertEqual(error["data"]["limit"], "voxels_per_call")
        self.assertEqual(len(daemon.voxels_of(self.client)), 10)

    def test_a_page_holds_no_more_than_the_limit_and_says_that_there_is_more(self):
        self.client.call("goxel.create_project")
        for y in range(2):
            self.client.call("add_voxels", {"voxels": [[x, y, 0, 1, 2, 3] for x in range(10)]})
        page = self.client.call("goxel.get_layer_voxels", {"limit": 0})
        self.assertEqual((page["count"], page["total"], page["truncated"]), (10, 20, True))
        rest = self.client.call("goxel.get_layer_voxels", {"limit": 0, "offset": 10})
        self.assertEqual((rest["count"], rest["total"], rest["truncated"]), (10, 20, False))


class FileBytes(LimitTest):
    LIMITS = ("--limit-file-bytes", "64")

    def test_a_file_of_the_limit_is_read_and_one_byte_more_is_not(self):
        head = b"GOX \x02\0\0\0"  # an empty project, with an unknown chunk as filling
        filled = lambda size: head + b"FILL" + (size - 20).to_bytes(4, "little") + bytes(size - 16)
        (self.folder / "fits.gox").write_bytes(filled(64))
        (self.folder / "large.gox").write_bytes(filled(65))
        self.assertEqual(self.client.call("goxel.load_project", ["fits.gox"])["format"], "gox")
        error = self.client.error("goxel.load_project", ["large.gox"])
        self.assert_error(error, -1105, "limit_exceeded")
        self.assertEqual(error["data"]["limit"], "file_bytes")


class HeaderBytes(LimitTest):
    LIMITS = ("--limit-header-bytes", "100")

    def header(self, size):
        body = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'
        start = b"Content-Length: %d\r\nX-Filling: " % len(body)
        return start + b"x" * (size - len(start) - 4) + b"\r\n\r\n" + body

    def test_a_header_block_of_the_limit_is_taken_and_a_longer_one_is_answered_with_an_error(self):
        client = self.connect()
        client.send(self.header(100))
        self.assertIn("result", json.loads(client.receive_framed()))
        client = self.connect()
        client.send(self.header(200))
        client.half_close()
        self.assertIn(b'"limit":"header_bytes"', client.rest())
        self.assert_in_step()


class RequestsInFlight(LimitTest):
    LIMITS = ("--limit-requests-in-flight", "4")

    def test_requests_past_the_limit_wait_and_are_all_answered(self):
        self.client.call("goxel.create_project")
        ids = [self.client.send_request("goxel.render_scene", {"width": 8, "height": 8}) for _ in range(200)]
        answers = [self.client.receive() for _ in ids]
        self.assertEqual(sorted(answer["id"] for answer in answers), ids)
        self.assertTrue(all("result" in answer for answer in answers))


class JobsPerSession(LimitTest):
    LIMITS = ("--limit-jobs-per-session", "2")

    def test_a_job_past_the_limit_is_refused_as_busy(self):
        self.client.call("goxel.create_project")
        request = lambda number: json.dumps({"jsonrpc": "2.0", "id": number, "method": "goxel.render_scene",
                                             "params": {"width": 2000, "height": 2000}})
        self.client.send("".join(request(number) for number in range(3)))
        answers = {answer["id"]: answer for answer in (self.client.receive() for _ in range(3))}
        self.assertIn("result", answers[0])
        self.assertIn("result", answers[1])
        self.assert_error(answers[2]["error"], -1104, "busy")
        self.assertEqual(answers[2]["error"]["data"]["limit"], "jobs_per_session")


class UnsentReplies(LimitTest):
    LIMITS = ("--limit-unsent-reply-bytes", "100000")

    def test_a_client_that_does_not_read_holds_up_only_itself_and_loses_nothing(self):
        slow = self.connect()
        text = "y" * 10_000
        request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "echo", "params": [text]}).encode()
        data = memoryview(request * 2000)
        slow.socket.setblocking(False)
        sent = 0
        try:  # until neither side's buffers take more
            while sent < len(data):
                sent += slow.socket.send(data[sent:sent + 65536])
                self.assert_in_step()
        except BlockingIOError:
            pass
        slow.socket.settimeout(daemon.PATIENCE_S)
        self.assertLess(sent, len(data))
        whole = sent // len(request)
        for _ in range(whole):
            self.assertEqual(slow.receive()["result"], [text])
        self.assert_in_step()


class SlowReader(LimitTest):
    LIMITS = ("--limit-slow-reader-timeout-ms", "200")

    def test_a_client_that_takes_nothing_for_too_long_is_disconnected(self):
        slow = self.connect()
        slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.send_request("echo", ["z" * 4_000_000])
        self.wait_for("the slow one to be gone", lambda: self.client.call("status")["connections"] == 1)


if __name__ == "__main__":
    daemon.main()
