"""WebSocket: one message a text frame, and all that a stream connection can do."""

import daemon
from http_client import HttpClient, WebSocket, call_text, request
from http_test import HttpTest

PING = call_text("ping")


class WebSocketTest(HttpTest):
    def connect_ws(self, *lines):
        client = WebSocket(self.address(), *lines)
        self.addCleanup(client.close)
        return client

    def open_ws(self):
        client = self.connect_ws()
        self.assertEqual(client.upgrade.status, 101)
        return client


class Messages(WebSocketTest):
    def test_each_call_is_a_frame_and_so_is_each_answer(self):
        client = self.open_ws()
        ids = [client.send_request("echo", [number]) for number in range(200)]
        self.assertEqual([client.answer_to(number) for number in ids], [[number] for number in range(200)])

    def test_batches_notifications_and_what_is_no_json(self):
        client = self.open_ws()
        client.send_frame(f'[{PING},{{"jsonrpc":"2.0","method":"ping"}}]')
        self.assertEqual(len(client.receive()), 1)
        client.send_frame('{"jsonrpc":"2.0","method":"ping"}')
        for text in ("", "{", PING + PING, "[]"):
            client.send_frame(text)
            self.assertIn(client.receive()["error"]["code"], (-32700, -32600), text)
        client.send_frame(f" \n{PING}\r\n")
        self.assertIn("result", client.receive())

    def test_a_message_may_come_in_fragments_with_a_ping_between(self):
        client = self.open_ws()
        text = call_text("echo", ["Größe"]).encode()
        client.send_frame(text[:-5], is_final=False)
        client.send_frame(b"are you there", opcode="ping")
        client.send_frame(b"", opcode="more", is_final=False)
        client.send_frame(text[-5:], opcode="more")
        self.assertEqual(client.receive_frame(), (10, True, b"are you there"))
        self.assertEqual(client.receive()["result"], ["Größe"])

    def test_a_frame_may_come_byte_by_byte(self):
        client = self.open_ws()
        for byte in client.frame(call_text("echo", ["x" * 130])):
            client.send(bytes([byte]))
        self.assertEqual(client.receive()["result"], ["x" * 130])

    def test_large_messages_go_both_ways_whole_and_in_one_frame(self):
        client = self.open_ws()
        text = "0123456789abcdef" * (1 << 20)
        self.assertEqual(client.call("echo", [text]), [text])

    def test_a_pong_that_nobody_asked_for_is_ignored(self):
        client = self.open_ws()
        client.send_frame(b"x", opcode="pong")
        self.assertTrue(client.call("ping")["pong"])

    def test_a_connection_is_bound_to_its_session_as_on_a_stream(self):
        client = self.open_ws()
        session = client.call("goxel.create_project", ["p"])["session"]
        client.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6, 255])
        self.assertEqual(daemon.voxels_of(client), {(1, 2, 3): (4, 5, 6, 255)})
        client.call("goxel.detach_session")
        self.assert_error(client.error("goxel.get_voxel", [1, 2, 3]), -1101, "no_project")
        client.call("goxel.attach_session", [session])
        self.assertEqual(client.call("goxel.get_voxel", [1, 2, 3])["color"], [4, 5, 6, 255])

    def test_an_ephemeral_session_ends_with_its_connection(self):
        client = self.open_ws()
        client.call("goxel.create_project", {"name": "p", "ephemeral": True})
        watcher = self.connect()
        self.assertEqual(watcher.call("status")["sessions"], 1)
        client.close()
        self.wait_for("the session to end", lambda: watcher.call("status")["sessions"] == 0)


class MessagesOnAStreamListener(Messages):
    def address(self):
        return self.daemon.tcp


class MessagesOnTheUnixSocket(Messages):
    def address(self):
        return self.daemon.socket


class Upgrades(WebSocketTest):
    MORE_FLAGS = ("--http-origin", "https://app.example.com")

    def test_the_subprotocol_is_named_when_it_is_asked_for(self):
        for offer, answer in ((None, None), ("jsonrpc", "jsonrpc"), ("chat, jsonrpc", "jsonrpc"), ("chat", None)):
            client = self.connect_ws(*([f"Sec-WebSocket-Protocol: {offer}"] if offer else []))
            self.assertEqual(client.upgrade.status, 101)
            self.assertEqual(client.upgrade.headers.get("sec-websocket-protocol"), answer, offer)
            self.assertTrue(client.call("ping")["pong"])

    def test_the_answer_to_a_key_is_the_one_of_the_rfc(self):
        client = HttpClient(self.address())
        self.addCleanup(client.close)
        response = client.exchange(request("GET", "/ws", None, "Connection: Upgrade", "Upgrade: websocket",
                                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"))
        self.assertEqual((response.status, response.headers["sec-websocket-accept"]),
                         (101, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))

    def test_another_request_to_its_path_is_told_to_upgrade(self):
        client = self.connect_http()
        response = client.exchange(request("GET", "/ws"))
        self.assertEqual((response.status, response.headers["upgrade"]), (426, "websocket"))
        self.assertEqual(client.exchange(request("GET", "/ws", None, "Upgrade: websocket")).status, 426)

    def test_an_upgrade_that_is_none_is_refused(self):
        lines = ("Connection: Upgrade", "Upgrade: websocket")
        for more, status in (((), 400), (("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",), 400),
                             (("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 8"), 426)):
            self.assertEqual(self.exchange(request("GET", "/ws", None, *lines, *more)).status, status, more)

    def test_pages_of_other_origins_and_hosts_are_refused(self):
        for origin, status in (("https://evil.example", 403), ("https://app.example.com", 101)):
            self.assertEqual(self.connect_ws(f"Origin: {origin}").upgrade.status, status)

    def test_an_upgrade_may_follow_other_requests(self):
        client = HttpClient(self.address())
        self.addCleanup(client.close)
        client.rpc("ping")
        client.__class__ = WebSocket
        self.assertEqual(client.ask().status, 101)
        self.assertTrue(client.call("ping")["pong"])

    def test_a_large_head_is_taken(self):
        client = self.connect_ws("Cookie: " + "x" * 7000)
        self.assertEqual(client.upgrade.status, 101)
        self.assertTrue(client.call("ping")["pong"])


class Endings(WebSocketTest):
    def assert_ends_with(self, client, code):
        self.assertEqual(client.receive_close(), code)
        self.assertEqual(client.rest(), b"")

    def test_a_close_is_answered_and_ends_the_connection(self):
        client = self.open_ws()
        client.send_frame(b"\x03\xe8", opcode="close")  # 1000
        self.assert_ends_with(client, 1000)

    def test_a_binary_message_is_1003_and_what_was_asked_before_is_answered(self):
        client = self.open_ws()
        client.send(client.frame(PING) + client.frame(b"\x00", opcode="binary"))
        self.assertIn("result", client.receive())
        self.assertEqual(client.receive_close(), 1003)
        client.send_frame(b"\x03\xeb", opcode="close")
        self.assertEqual(client.rest(), b"")

    def test_what_breaks_the_rules_is_1002(self):
        for frame in (WebSocket.frame(PING, is_masked=False), WebSocket.frame(PING, reserved=4),
                      WebSocket.frame(PING, opcode=3), WebSocket.frame(PING, opcode="more"),
                      WebSocket.frame(b"x" * 126, opcode="ping"),
                      WebSocket.frame(b"x", opcode="ping", is_final=False),
                      WebSocket.frame(PING, is_final=False) + WebSocket.frame(PING)):
            client = self.open_ws()
            client.send(frame)
            self.assertEqual(client.receive_close(), 1002, frame)

    def test_text_that_is_no_utf_8_is_1007(self):
        client = self.open_ws()
        client.send_frame(b'"\xff"')
        self.assertEqual(client.receive_close(), 1007)

    def test_the_end_of_the_service_is_1001(self):
        client = self.open_ws()
        client.call("ping")
        self.assertEqual(self.daemon.stop(), 0)
        self.assertEqual(client.receive_close(), 1001)

    def test_a_client_may_go_away_at_any_point(self):
        data = WebSocket.frame(call_text("goxel.create_project", ["p"])) + WebSocket.frame(PING)
        for cut in range(0, len(data), 5):
            client = WebSocket(self.http)
            client.send(data[:cut])
            client.close()
        self.assertTrue(self.connect_alone().call("ping")["pong"])


class TwoWorkers(WebSocketTest):
    """A WebSocket stays on its worker; its session need not be there."""

    def setUp(self):
        super().setUp()
        streams = self.connect_one_to_each_worker(2)
        self.ws = self.open_ws()
        its_worker = self.worker_connections(streams[0]).index(2)
        sessions = [client.call("goxel.create_project", ["far"])["session"] for client in streams]
        is_near = [int(session[1:session.index("-")]) == its_worker for session in sessions]
        self.assertEqual(sorted(is_near), [False, True])
        self.near, self.far = streams[is_near.index(True)], streams[is_near.index(False)]
        self.session = sessions[is_near.index(False)]
        self.attached = self.ws.call("goxel.attach_session", [self.session])

    def test_it_edits_a_session_of_another_worker_in_order(self):
        self.assertEqual(self.attached["project_id"], "far")
        ids = [self.ws.send_request("goxel.add_voxel", [x, 0, 0, 1, 1, 1, 255]) for x in range(100)]
        ids.append(self.ws.send_request("goxel.get_voxel", [99, 0, 0]))
        self.assertIs([self.ws.answer_to(number) for number in ids][-1]["exists"], True)
        self.assertEqual(len(daemon.voxels_of(self.far)), 100)

    def test_a_create_takes_its_place(self):
        self.ws.call("goxel.create_project", ["near"])
        self.ws.call("goxel.add_voxel", [1, 1, 1, 1, 1, 1, 255])
        self.assertEqual(daemon.voxels_of(self.far), {})
        self.assertEqual(self.ws.call("goxel.get_project_info")["name"], "near")

    def test_a_project_it_has_closed_is_not_meant_any_more_though_it_is_kept(self):
        self.ws.call("goxel.add_voxel", [1, 1, 1, 1, 1, 1, 255])
        self.assertEqual(self.ws.call("goxel.close_project")["recoverable"], self.session)
        self.assert_error(self.ws.error("goxel.get_voxel", [1, 1, 1]), -1101, "no_project")
        self.assertEqual(self.ws.call("goxel.list_layers")["count"], 0)
        self.ws.call("goxel.attach_session", [self.session])
        self.assertIs(self.ws.call("goxel.get_voxel", [1, 1, 1])["exists"], True)

    def test_one_that_another_client_has_closed_is_not_meant_either(self):
        self.ws.call("goxel.add_voxel", [1, 1, 1, 1, 1, 1, 255])
        self.near.call("goxel.close_session", [self.session])
        self.assert_error(self.ws.error("goxel.get_voxel", [1, 1, 1]), -1101, "no_project")
        self.assertIs(self.ws.call("goxel.health_check")["has_active_project"], False)

    def test_a_load_that_fails_leaves_it_as_it_was(self):
        ids = [self.ws.send_request("goxel.load_project", ["missing.gox"]),
               self.ws.send_request("goxel.add_voxel", [1, 1, 1, 1, 1, 1, 255])]
        self.assert_error(self.ws.receive()["error"], -1107, "file_error")
        self.assertTrue(self.ws.answer_to(ids[1])["success"])
        self.assertEqual(len(daemon.voxels_of(self.far)), 1)

    def test_what_follows_a_load_means_the_loaded_project(self):
        self.ws.call("goxel.add_voxel", [1, 1, 1, 1, 1, 1, 255])
        self.ws.call("goxel.save_project", ["far.gox"])
        ids = [self.ws.send_request("goxel.load_project", ["far.gox"]),
               self.ws.send_request("goxel.add_voxel", [2, 2, 2, 1, 1, 1, 255]),
               self.ws.send_request("goxel.get_layer_voxels", {"limit": 0})]
        answers = [self.ws.answer_to(number) for number in ids]
        self.assertNotEqual(answers[0]["session"], self.session)
        self.assertEqual(len(answers[2]["voxels"]), 2)
        self.assertEqual(len(daemon.voxels_of(self.far)), 1)


class Limits(WebSocketTest):
    MORE_FLAGS = ("--limit-message-bytes", "1000", "--limit-requests-in-flight", "3")

    def echo_of_size(self, size):
        text = call_text("echo", [""])
        return text.replace('""', '"%s"' % ("x" * (size - len(text))))

    def test_a_message_of_the_limit_is_answered_and_one_byte_more_is_not(self):
        client = self.open_ws()
        for size, member in ((1000, "result"), (1001, "error"), (1000, "result"), (200_000, "error")):
            client.send_frame(self.echo_of_size(size))
            answer = client.receive()
            self.assertIn(member, answer, size)
            if member == "error":
                self.assert_error(answer["error"], -32700, "parse_error")
                self.assertEqual((answer["error"]["data"]["limit"], answer["id"]), ("message_bytes", None))

    def test_the_same_holds_in_fragments_and_there_is_one_error(self):
        client = self.open_ws()
        client.send_frame(b"[" + b" " * 998, is_final=False)
        for _ in range(5):
            client.send_frame(b" " * 900, opcode="more", is_final=False)
        client.send_frame(b"]", opcode="more")
        client.send_frame(PING)
        self.assertIn("error", client.receive())
        self.assertIn("result", client.receive())

    def test_more_than_the_requests_in_flight_wait_and_are_answered(self):
        client = self.open_ws()
        client.call("goxel.create_project", ["p"])
        ids = [client.send_request("goxel.render_scene", {"width": 64, "height": 64}) for _ in range(20)]
        self.assertEqual(sorted(client.receive()["id"] for _ in ids), ids)


class SlowReaders(WebSocketTest):
    MORE_FLAGS = ("--limit-slow-reader-timeout-ms", "300", "--limit-unsent-reply-bytes", "1000000")

    def test_a_client_that_does_not_read_is_let_go(self):
        client = self.open_ws()
        client.send_request("echo", ["x" * (32 << 20)])
        watcher = self.connect_alone()
        self.assertTrue(watcher.call("ping")["pong"])

    def test_one_that_reads_gets_more_than_may_wait_for_it(self):
        client = self.open_ws()
        text = "x" * 400_000
        ids = [client.send_request("echo", [text]) for _ in range(10)]
        self.assertEqual([client.answer_to(number) for number in ids], [[text]] * 10)


if __name__ == "__main__":
    daemon.main()
