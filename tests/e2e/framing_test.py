"""Where a message ends on the wire, byte by byte, and what comes back."""

import json

import daemon
from daemon import DaemonTest

PING = b'{"jsonrpc":"2.0","method":"ping","id":1}'


def echo(request_id, text="x"):
    return b'{"jsonrpc":"2.0","method":"echo","params":["%s"],"id":%d}' % (text.encode(), request_id)


def echoed(request_id, text="x"):
    return b'{"jsonrpc":"2.0","result":["%s"],"id":%d}\n' % (text.encode(), request_id)


def framed(body):
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class Streams(DaemonTest):
    def exchange(self, data):
        """All that comes back for `data` on a connection of its own, up to the end of the stream."""
        with self.daemon.connect() as client:
            client.send(data)
            client.half_close()
            return client.rest()

    def test_a_message_may_end_with_a_newline_or_with_nothing(self):
        for end in (b"", b"\n", b"\r\n", b"\n\n \t\r\n"):
            with self.subTest(end=end):
                client = self.connect()
                client.send(echo(1) + end)
                self.assertEqual(client.receive_line() + b"\n", echoed(1))

    def test_bytes_that_come_while_a_job_runs_are_not_lost_when_it_ends(self):
        # The buffer keeps room from the large request; the blanks are read alone, and what follows them is awaited
        # when the answer lets the connection look for its next message.
        client = self.connect()
        client.call("goxel.create_project", {"name": "read ahead"})
        for end in (b"\r\n\r\n", b" "):
            for large in (100 << 10, 300 << 10):
                with self.subTest(end=end, large=large):
                    client.send(echo(1, "x" * large))
                    self.assertEqual(client.receive()["id"], 1)
                    client.send(json.dumps({"jsonrpc": "2.0", "id": 2, "method": "goxel.render_scene",
                                            "params": {"width": 2048, "height": 2048}}))
                    client.wait_until_read()
                    client.send(end)
                    client.wait_until_read()
                    self.assertIn("result", client.receive())
                    client.send(b"".join(echo(number) for number in range(3, 7)))
                    self.assertEqual([client.receive()["id"] for _ in range(4)], [3, 4, 5, 6])

    def test_a_pretty_printed_request_is_one_message(self):
        pretty = '{\r\n  "jsonrpc": "2.0",\n\n  "method": "echo",\n  "params": [\n    "}{"\n  ],\n  "id": 3\n}\n'
        self.assertEqual(self.exchange(pretty), echoed(3, "}{"))

    def test_requests_back_to_back_with_nothing_between_are_all_answered_in_order(self):
        data = b"".join(echo(number) for number in range(500))
        self.assertEqual(self.exchange(data), b"".join(echoed(number) for number in range(500)))

    def test_a_pipelined_pair_may_be_split_at_every_byte(self):
        data = echo(1, "{\\\"[") + b"\n" + echo(2, "\\\\")
        expected = echoed(1, "{\\\"[") + echoed(2, "\\\\")
        for cut in range(len(data) + 1):
            with self.daemon.connect() as client:
                client.send(data[:cut])
                if cut > len(echo(1, "{\\\"[")):  # the first one is answered before the rest is sent
                    self.assertEqual(client.receive_line() + b"\n", echoed(1, "{\\\"["), cut)
                    client.unread = echoed(1, "{\\\"[") + client.unread
                client.send(data[cut:])
                client.half_close()
                self.assertEqual(client.rest(), expected, cut)

    def test_a_request_may_come_byte_by_byte(self):
        client = self.connect()
        for byte in echo(5):
            client.send(bytes([byte]))
        self.assertEqual(client.receive_line() + b"\n", echoed(5))

    def test_after_half_close_all_answers_arrive_and_then_the_end(self):
        client = self.connect()
        client.send_request("goxel.create_project", ["p"])
        client.send_request("goxel.add_voxel", [1, 1, 1, 2, 2, 2, 255])
        client.send_request("goxel.render_scene", {"width": 64, "height": 64})
        client.send_request("ping")
        client.half_close()
        answers = [json.loads(line) for line in client.rest().splitlines()]
        self.assertEqual(sorted(answer["id"] for answer in answers), [1, 2, 3, 4])
        self.assertTrue(all("result" in answer for answer in answers))

    def test_an_unfinished_message_at_the_end_of_the_stream_is_a_parse_error(self):
        answers = self.exchange(echo(1) + b'{"jsonrpc":"2.0"').splitlines()
        self.assertEqual(answers[0] + b"\n", echoed(1))
        self.assertEqual(len(answers), 2)
        self.assert_error(json.loads(answers[1])["error"], -32700, "parse_error")

    def test_garbage_gets_one_parse_error_and_the_next_line_is_read_afresh(self):
        answers = self.exchange(b"garbage {{{ ]] more\n" + echo(2) + b"\n").splitlines()
        self.assertEqual(len(answers), 2)
        self.assert_error(json.loads(answers[0])["error"], -32700, "parse_error")
        self.assertIsNone(json.loads(answers[0])["id"])
        self.assertEqual(answers[1] + b"\n", echoed(2))

    def test_bytes_that_are_not_utf_8_are_a_parse_error(self):
        (line,) = self.exchange(b'{"jsonrpc":"2.0","method":"echo","params":["\xff\xfe"],"id":1}\n').splitlines()
        self.assert_error(json.loads(line)["error"], -32700, "parse_error")

    def test_text_beyond_ascii_comes_back_as_it_was(self):
        client = self.connect()
        text = ["Größe ✓ \U0001f9ca", "\u0000\u001f\"\\/"]
        self.assertEqual(client.call("echo", text), text)

    def test_nothing_but_white_space_is_answered_with_nothing(self):
        self.assertEqual(self.exchange(b" \n\t\r\n  "), b"")

    def test_a_connection_that_begins_with_an_http_method_speaks_http(self):
        answer = self.exchange(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer)
        self.assertTrue(answer.endswith(b"\r\n\r\nok"), answer)


class StreamsOverTcp(Streams):
    TCP = True

    def setUp(self):
        super().setUp()
        self.daemon.connect = self.daemon.connect_tcp


class ContentLength(DaemonTest):
    def test_a_header_switches_the_connection_to_content_length_both_ways(self):
        client = self.connect()
        client.send(framed(echo(1)) + framed(echo(2)))
        self.assertEqual([client.receive_framed(), client.receive_framed()], [echoed(1)[:-1], echoed(2)[:-1]])

    def test_headers_may_have_a_content_type_and_any_case(self):
        client = self.connect()
        client.send(b"content-length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n%s"
                    % (len(echo(1)), echo(1)))
        self.assertEqual(client.receive_framed(), echoed(1)[:-1])

    def test_a_framed_pair_may_be_split_at_every_byte(self):
        data = framed(echo(1)) + framed(echo(2))
        for cut in range(1, len(data)):
            with self.daemon.connect() as client:
                client.send(data[:cut])
                if cut >= len(framed(echo(1))):
                    self.assertEqual(client.receive_framed(), echoed(1)[:-1], cut)
                    client.send(data[cut:])
                else:
                    client.send(data[cut:])
                    self.assertEqual(client.receive_framed(), echoed(1)[:-1], cut)
                self.assertEqual(client.receive_framed(), echoed(2)[:-1], cut)

    def test_a_body_that_is_no_json_gets_one_error_and_the_next_message_is_in_step(self):
        client = self.connect()
        client.send(framed(b"{oops}") + framed(echo(2)))
        self.assert_error(json.loads(client.receive_framed())["error"], -32700, "parse_error")
        self.assertEqual(client.receive_framed(), echoed(2)[:-1])

    def test_the_framing_survives_a_move_to_another_worker(self):
        first, client = self.connect_alone(), self.connect()  # the second one goes to the other worker
        session = first.call("goxel.create_project", ["there"])["session"]
        attach = {"jsonrpc": "2.0", "method": "goxel.attach_session", "params": [session], "id": 1}
        client.send(framed(json.dumps(attach).encode()) + framed(echo(2)))
        self.assertEqual(json.loads(client.receive_framed())["result"]["session"], session)
        self.assertEqual(client.receive_framed(), echoed(2)[:-1])
        self.assertEqual(sorted(self.worker_connections(first)), [0, 2])


class Notifications(DaemonTest):
    def rest_after(self, data):
        with self.daemon.connect() as client:
            client.send(data)
            client.half_close()
            return client.rest()

    def test_notifications_are_never_answered_not_even_with_errors(self):
        for method, params in (("ping", "[]"), ("nothing", "[]"), ("goxel.add_voxel", '["bad"]'),
                               ("goxel.load_project", '["missing.gox"]')):
            with self.subTest(method=method):
                data = '{"jsonrpc":"2.0","method":"%s","params":%s}\n' % (method, params)
                self.assertEqual(self.rest_after(data), b"")

    def test_a_notification_does_its_work(self):
        client = self.connect()
        client.send('{"jsonrpc":"2.0","method":"goxel.create_project","params":["quiet"]}\n'
                    '{"jsonrpc":"2.0","method":"goxel.add_voxel","params":[1,2,3,4,5,6,7]}\n')
        self.assertEqual(daemon.voxels_of(client), {(1, 2, 3): (4, 5, 6, 7)})

    def test_a_notification_that_runs_as_a_job_does_its_work(self):
        client = self.connect()
        client.call("goxel.create_project", ["quiet"])
        client.send('{"jsonrpc":"2.0","method":"goxel.save_project","params":["quiet.gox"]}\n')
        self.wait_for("the file", lambda: (self.folder / "quiet.gox").exists())
        self.assertTrue(client.call("ping")["pong"])

    def test_a_null_id_is_a_request(self):
        client = self.connect()
        client.send('{"jsonrpc":"2.0","method":"echo","params":[1],"id":null}\n')
        self.assertEqual(client.receive_line(), b'{"jsonrpc":"2.0","result":[1],"id":null}')


class Ids(DaemonTest):
    def test_ids_come_back_exactly_as_they_were_written(self):
        client = self.connect()
        for text in ("1", "-1", "0", "1.0", "1e2", "1E+2", "-0", "0.10", "18446744073709551616",
                     "123456789012345678901234567890", '"text"', '""', '"\\u0041\\n"', '"caf\\u00e9"', '"\u00e9"',
                     '"\\/"', "null"):
            for method in ("echo", "nothing", "goxel.list_sessions"):  # a result, an error, a detached reply
                with self.subTest(id=text, method=method):
                    client.send('{"jsonrpc":"2.0","method":"%s","id":%s}\n' % (method, text))
                    self.assertTrue(client.receive_line().endswith(b',"id":%s}' % text.encode()))


class Batches(DaemonTest):
    def batch(self, text):
        client = self.connect()
        client.send(text + "\n")
        return client.receive()

    def test_an_empty_batch_is_a_single_invalid_request(self):
        answer = self.batch("[]")
        self.assertIsInstance(answer, dict)
        self.assertIsNone(answer["id"])
        self.assert_error(answer["error"], -32600, "invalid_request")

    def test_each_invalid_element_gets_its_own_error(self):
        answers = self.batch("[1,[],{}]")
        self.assertEqual(len(answers), 3)
        for answer in answers:
            self.assertIsNone(answer["id"])
            self.assert_error(answer["error"], -32600, "invalid_request")

    def test_broken_json_that_looks_like_a_batch_is_a_single_parse_error(self):
        answer = self.batch('[{"jsonrpc":"2.0","method":"ping","id":1},{"jsonrpc"]')
        self.assertIsNone(answer["id"])
        self.assert_error(answer["error"], -32700, "parse_error")

    def test_a_mixed_batch_answers_all_but_the_notifications(self):
        answers = self.batch('[{"jsonrpc":"2.0","method":"echo","params":[1],"id":1},'
                             '{"jsonrpc":"2.0","method":"echo","params":[2]},'
                             '7,{"jsonrpc":"2.0","method":"nothing","id":"n"}]')
        by_id = {answer["id"]: answer for answer in answers}
        self.assertEqual(len(answers), 3)
        self.assertEqual(by_id[1]["result"], [1])
        self.assertEqual(by_id[None]["error"]["code"], -32600)
        self.assertEqual(by_id["n"]["error"]["code"], -32601)

    def test_a_batch_of_notifications_gets_nothing_at_all(self):
        client = self.connect()
        client.send('[{"jsonrpc":"2.0","method":"ping"},{"jsonrpc":"2.0","method":"goxel.list_sessions"}]')
        client.half_close()
        self.assertEqual(client.rest(), b"")

    def test_equal_ids_are_each_answered(self):
        answers = self.batch('[%s,%s]' % (PING.decode(), PING.decode()))
        self.assertEqual([answer["id"] for answer in answers], [1, 1])

    def test_the_requests_of_one_session_take_effect_in_order(self):
        requests = [{"jsonrpc": "2.0", "id": 0, "method": "goxel.create_project", "params": ["batched"]}]
        for number in range(1, 51):
            requests.append({"jsonrpc": "2.0", "id": number, "method": "goxel.add_voxel",
                             "params": [0, 0, 0, number, 0, 0, 255]})
        requests.append({"jsonrpc": "2.0", "id": 51, "method": "goxel.get_voxel", "params": [0, 0, 0]})
        answers = {answer["id"]: answer for answer in self.batch(json.dumps(requests))}
        self.assertEqual(len(answers), 52)
        self.assertEqual(answers[51]["result"]["color"], [50, 0, 0, 255])

    def test_a_batch_with_a_job_in_it_is_answered_as_one(self):
        answers = self.batch('[{"jsonrpc":"2.0","method":"goxel.create_project","params":["p"],"id":1},'
                             '{"jsonrpc":"2.0","method":"goxel.export_model","params":{"format":"txt"},"id":2},'
                             '{"jsonrpc":"2.0","method":"ping","id":3}]')
        self.assertEqual(sorted(answer["id"] for answer in answers), [1, 2, 3])
        self.assertTrue(all("result" in answer for answer in answers), answers)


if __name__ == "__main__":
    daemon.main()
