"""The bounds of HTTP: what is just allowed works, one more is refused, and who stands still is let go."""

import socket

import daemon
from http_client import HttpClient, call_text, chunked, post, request
from http_test import PING, HttpTest

CHUNKED = ("Content-Type: application/json", "Transfer-Encoding: chunked")


def padded_head(size):
    """A request for /healthz whose head has exactly that many bytes."""
    start = request("GET", "/healthz", None, "X-Padding: ")[:-4]
    return start + b"x" * (size - len(start) - 4) + b"\r\n\r\n"


def echo_of_size(size):
    text = call_text("echo", [""])
    return text.replace('""', '"%s"' % ("x" * (size - len(text))))


class Sizes(HttpTest):
    MORE_FLAGS = ("--limit-message-bytes", "1000")

    def test_a_head_of_8_kib_is_taken_and_one_byte_more_is_431(self):
        client = self.connect_http()
        self.assertEqual(client.exchange(padded_head(8192)).status, 200)
        self.assertEqual(client.exchange(padded_head(8193)).status, 431)
        self.assert_closed(client)

    def test_the_limit_of_a_head_holds_however_it_is_cut(self):
        head = request("GET", "/healthz", None, *[f"X-{number}: {'x' * 100}" for number in range(200)])
        client = self.connect_http()
        for at in range(0, 8192, 64):
            client.send(head[at:at + 64])
        self.assertEqual(client.response().status, 431)

    def test_an_endless_first_line_is_431(self):
        self.assertEqual(self.exchange(b"GET /" + b"x" * 9000).status, 431)

    def test_a_body_of_the_limit_is_answered_and_one_byte_more_is_413(self):
        client = self.connect_http()
        self.assertEqual(client.exchange(post(echo_of_size(1000))).status, 200)
        response = client.exchange(post(echo_of_size(1001)))
        self.assertEqual(response.status, 413)
        self.assertIn(b"message_bytes", response.body)
        self.assert_closed(client)

    def test_the_same_holds_in_chunks(self):
        for size, status in ((1000, 200), (1001, 413)):
            body = echo_of_size(size).encode()
            data = request("POST", "/rpc", None, *CHUNKED) + chunked(body[:500], body[500:])
            self.assertEqual(self.exchange(data).status, status)

    def test_a_length_beyond_everything_is_413_at_once(self):
        data = request("POST", "/rpc", None, "Content-Length: 18446744073709551615", "Content-Type: application/json")
        self.assertEqual(self.exchange(data).status, 413)
        data = request("POST", "/rpc", None, *CHUNKED) + b"ffffffffffffffff\r\n"
        self.assertEqual(self.exchange(data).status, 413)

    def test_an_endless_line_between_chunks_is_431(self):
        head = request("POST", "/rpc", None, *CHUNKED)
        for line in (b"1;" + b"x" * 9000, b"0\r\nX: " + b"x" * 9000):
            self.assertEqual(self.exchange(head + line).status, 431)

    def test_a_refused_giant_is_told_so_though_it_goes_on_sending(self):
        client = self.connect_http()
        client.send(post("x" * (16 << 20)))
        self.assertEqual(client.response().status, 413)


class Nesting(HttpTest):
    MORE_FLAGS = ("--limit-nesting", "8")

    def test_a_message_nested_to_the_limit_is_answered_and_one_deeper_is_not(self):
        client = self.connect_http()
        for depth, member in ((8, "result"), (9, "error")):
            params = "[" * (depth - 1) + "]" * (depth - 1)
            body = '{"jsonrpc":"2.0","id":1,"method":"echo","params":%s}' % params
            self.assertIn(member, client.exchange(post(body)).json())


class Standstill(HttpTest):
    MORE_FLAGS = ("--limit-http-header-timeout-ms", "300", "--limit-http-body-timeout-ms", "300",
                  "--limit-http-idle-timeout-ms", "60000")

    def test_a_head_that_does_not_end_is_408(self):
        client = self.connect_http()
        client.rpc("ping")
        client.send(b"GET /healthz HTTP/1.1\r\nHost: local")
        self.assertEqual(client.response().status, 408)
        self.assert_closed(client)

    def test_a_head_that_trickles_is_408_too(self):
        client = self.connect_http()
        client.send(b"GET /healthz HTTP/1.1\r\n")
        client.socket.settimeout(0.02)  # between two bytes, and a look for the answer
        for _ in range(100 * daemon.SLOWDOWN):
            try:
                if client.receive_some():
                    break
            except TimeoutError:
                client.send(b"X")
        client.socket.settimeout(daemon.PATIENCE_S)
        self.assertEqual(client.response().status, 408)

    def test_a_body_that_does_not_come_is_408_and_one_that_goes_on_is_waited_for(self):
        client = self.connect_http()
        data = post(PING)
        client.send(data[:-10])
        self.assertEqual(client.response().status, 408)
        self.assert_closed(client)

    def test_the_time_of_a_head_begins_with_its_own_first_byte(self):
        client = self.connect_http()
        client.send(request("GET", "/healthz") + b"GET /healthz HTTP/1.1\r\n")
        self.assertEqual(client.response().status, 200)
        client.send(b"Host: localhost\r\n\r\n")
        self.assertEqual(client.response().status, 200)


class Idleness(HttpTest):
    MORE_FLAGS = ("--limit-http-idle-timeout-ms", "200")

    def test_a_connection_without_a_request_is_closed_quietly(self):
        client = self.connect_http()
        self.assert_closed(client)
        client = self.connect_http()
        client.rpc("ping")
        self.assert_closed(client)


class SlowReaders(HttpTest):
    MORE_FLAGS = ("--limit-slow-reader-timeout-ms", "300")

    def test_a_client_that_does_not_read_its_answer_is_let_go(self):
        client = self.connect_http()
        client.send(post(call_text("echo", ["x" * (32 << 20)])))
        watcher = self.connect_alone()
        self.assertTrue(watcher.call("ping")["pong"])
        self.assertLess(len(client.rest()), 32 << 20)

    def test_one_that_reads_slowly_gets_all_of_it(self):
        client = self.connect_http()
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        client.send(post(call_text("echo", ["x" * (4 << 20)])))
        self.assertEqual(len(client.response().json()["result"][0]), 4 << 20)


class Pipelines(HttpTest):
    def test_requests_beyond_what_is_read_ahead_wait_and_none_is_lost(self):
        client = self.connect_http()
        session = client.rpc("goxel.create_project", ["p"])["session"]
        slow = post(call_text("goxel.render_scene", {"width": 256, "height": 256}, number=0),
                    f"Goxel-Session: {session}")
        more = [post(call_text("echo", ["x" * 1000], number=number)) for number in range(1, 400)]
        client.send(slow + b"".join(more))
        self.assertEqual([client.response().json()["id"] for _ in range(400)], list(range(400)))


class Connections(HttpTest):
    MORE_FLAGS = ("--max-connections", "2")

    def test_a_connection_past_the_limit_is_503_and_may_try_again(self):
        watcher = self.connect_alone()
        client = self.connect_http()
        client.rpc("ping")
        refused = self.connect_http()
        response = refused.response()
        self.assertEqual((response.status, response.headers["retry-after"]), (503, "1"))
        self.assert_error(response.json()["error"], -1104, "busy")
        self.assert_closed(refused)
        client.close()
        self.wait_for("the place to be free", lambda: watcher.call("status")["connections"] == 1)
        self.assertTrue(self.connect_http().rpc("ping")["pong"])


if __name__ == "__main__":
    daemon.main()
