"""JSON-RPC over HTTP/1.1, on a listener of its own and on those of the stream protocol."""

import http.client
import json
import tempfile
import unittest

import daemon
from daemon import Daemon, DaemonTest
from http_client import HttpClient, call_text, chunked, post, request

PING = call_text("ping")
NOTIFICATION = '{"jsonrpc":"2.0","method":"ping"}'


class HttpTest(DaemonTest):
    """Each daemon serves a Unix socket, the stream protocol over TCP, and HTTP alone."""

    TCP = True
    MORE_FLAGS = ()

    def setUp(self):
        self.http = ("127.0.0.1", Daemon.free_port())
        self.FLAGS = (*DaemonTest.FLAGS, "--http", "%s:%d" % self.http, *self.MORE_FLAGS)
        super().setUp()

    def address(self):
        return self.http

    def connect_http(self):
        client = HttpClient(self.address())
        self.addCleanup(client.close)
        return client

    def exchange(self, data, **options):
        return self.connect_http().exchange(data, **options)

    def assert_closed(self, client):
        self.assertEqual(client.rest(), b"")


class Calls(HttpTest):
    def test_a_call_is_answered_with_200_and_its_json(self):
        response = self.exchange(post(call_text("echo", ["Größe"], number=7)))
        self.assertEqual(response.status, 200)
        self.assertEqual(response.headers["content-type"], "application/json")
        self.assertEqual(response.json(), {"jsonrpc": "2.0", "result": ["Größe"], "id": 7})

    def test_an_error_of_json_rpc_is_a_200_too(self):
        for body, code in ((call_text("no.such.method"), -32601), ("{}", -32600), ("[]", -32600), ("{nonsense", -32700),
                           ("", -32700), (PING + "x", -32700), ("\N{BYTE ORDER MARK}" + PING, -32700)):
            with self.subTest(body=body):
                response = self.exchange(post(body))
                self.assertEqual(response.status, 200)
                self.assertEqual(response.json()["error"]["code"], code)

    def test_white_space_around_the_message_is_ignored(self):
        self.assertIn("result", self.exchange(post(f" \r\n{PING}\n\t ")).json())

    def test_a_batch_is_answered_by_one_array(self):
        response = self.exchange(post(f"[{PING}, {NOTIFICATION}, 1, {call_text('echo', [2], number=2)}]"))
        self.assertEqual(response.status, 200)
        self.assertEqual(sorted(str(answer["id"]) for answer in response.json()), ["1", "2", "None"])

    def test_what_is_not_answered_is_a_204_without_a_body(self):
        for body in (NOTIFICATION, f"[{NOTIFICATION},{NOTIFICATION}]"):
            client = self.connect_http()
            client.send(post(body) + post(PING))
            response = client.response()
            self.assertEqual(response.status, 204)
            self.assertNotIn("content-length", response.headers)
            self.assertEqual(client.response().status, 200)

    def test_a_connection_takes_one_request_after_the_other(self):
        client = self.connect_http()
        for number in range(100):
            self.assertEqual(client.rpc("echo", [number]), [number])

    def test_pipelined_requests_are_answered_in_order(self):
        client = self.connect_http()
        session = client.rpc("goxel.create_project", ["p"])["session"]
        named = f"Goxel-Session: {session}"
        data = [post(call_text("goxel.render_scene", {"width": 64, "height": 64}, number=0), named)]
        data += [post(call_text("echo", [number], number=number)) for number in range(1, 300)]
        data.append(post(call_text("goxel.get_voxel", [0, 0, 0], number=300), named))
        client.send(b"".join(data))
        self.assertEqual([client.response().json()["id"] for _ in range(301)], list(range(301)))

    def test_a_body_that_comes_while_the_request_before_it_runs_is_read_whole(self):
        client = HttpClient(self.daemon.socket)
        self.addCleanup(client.close)
        session = client.rpc("goxel.create_project", {"name": "read ahead"})["session"]
        second = post(call_text("echo", ["0123456789" * 1000], 2))
        for cut in (len(second) - 9_000, len(second) - 5):
            with self.subTest(cut=cut):
                slow = post(call_text("goxel.render_scene", {"width": 2048, "height": 2048}, 1), f"Goxel-Session: {session}")
                client.send(slow + second[:cut])
                client.wait_until_read()
                self.assertIn("result", client.response().json())
                client.send(second[cut:])
                self.assertEqual(client.response().json(), {"jsonrpc": "2.0", "id": 2, "result": ["0123456789" * 1000]})

    def test_a_pipelined_pair_may_be_split_at_every_byte(self):
        data = post(call_text("echo", ["first"], number=1)) + post(call_text("echo", ["second"], number=2))
        for cut in range(len(data) + 1):
            client = HttpClient(self.address())
            client.send(data[:cut])
            client.send(data[cut:])
            self.assertEqual([client.response().json()["id"] for _ in range(2)], [1, 2], cut)
            client.close()

    def test_a_request_may_come_byte_by_byte(self):
        client = self.connect_http()
        for byte in post(PING):
            client.send(bytes([byte]))
        self.assertEqual(client.response().status, 200)

    def test_a_body_may_come_in_chunks_of_any_size(self):
        body = call_text("echo", ["x" * 1000]).encode()
        for size in (1, 7, 4096):
            chunks = [body[at:at + size] for at in range(0, len(body), size)]
            client = self.connect_http()
            head = request("POST", "/rpc", None, "Content-Type: application/json", "Transfer-Encoding: Chunked")
            client.send(head + chunked(*chunks, extension=b";a=\"b\"", trailer=b"Goxel-Session: none\r\n") + post(PING))
            self.assertEqual(client.response().json()["result"], ["x" * 1000])
            self.assertEqual(client.response().status, 200)

    def test_large_messages_go_both_ways_whole(self):
        client = self.connect_http()
        text = "0123456789abcdef" * (1 << 20)
        for _ in range(2):
            self.assertEqual(client.rpc("echo", [text]), [text])

    def test_a_long_method_is_answered_when_it_is_done(self):
        client = self.connect_http()
        session = client.rpc("goxel.create_project", ["p"])["session"]
        picture = client.rpc("goxel.render_scene", {"width": 200, "height": 200}, f"Goxel-Session: {session}")
        self.assertTrue(picture["image"])

    def test_a_client_library_gets_along(self):
        if isinstance(self.address(), tuple):
            connection = http.client.HTTPConnection(*self.address(), timeout=daemon.PATIENCE_S)
            self.addCleanup(connection.close)
            for number in range(3):
                connection.request("POST", "/rpc", call_text("echo", [number]), {"Content-Type": "application/json"})
                response = connection.getresponse()
                self.assertEqual((response.status, json.load(response)["result"]), (200, [number]))

    def test_after_half_close_the_answer_still_comes(self):
        client = self.connect_http()
        client.send(post(PING) + post(PING))
        client.half_close()
        self.assertEqual([client.response().status for _ in range(2)], [200, 200])
        self.assert_closed(client)

    def test_connection_close_is_honoured(self):
        client = self.connect_http()
        response = client.exchange(post(PING, "Connection: Close"))
        self.assertEqual((response.status, response.headers["connection"]), (200, "close"))
        self.assert_closed(client)

    def test_http_1_0_closes_unless_asked_not_to(self):
        client = self.connect_http()
        self.assertEqual(client.exchange(post(PING, "Connection: keep-alive", version="1.0", host=None)).headers
                         ["connection"], "keep-alive")
        self.assertEqual(client.exchange(post(PING, version="1.0")).headers["connection"], "close")
        self.assert_closed(client)

    def test_expect_100_continue_is_answered_before_the_body(self):
        client = self.connect_http()
        head, _, body = post(PING, "Expect: 100-Continue").partition(b"\r\n\r\n")
        self.assertEqual(client.exchange(head + b"\r\n\r\n").status, 100)
        self.assertEqual(client.exchange(body).status, 200)
        # With the body there already, there is nothing to wait for; refused, there is nothing to send.
        self.assertEqual(client.exchange(post(PING, "Expect: 100-continue")).status, 200)
        self.assertEqual(client.exchange(request("POST", "/no", "x" * 9, "Expect: 100-continue")[:-9]).status, 404)


class CallsOnAStreamListener(Calls):
    def address(self):
        return self.daemon.tcp


class CallsOnTheUnixSocket(Calls):
    def address(self):
        return self.daemon.socket


class Routes(HttpTest):
    def test_health_and_readiness_need_no_call(self):
        client = self.connect_http()
        self.assertEqual(client.exchange(request("GET", "/healthz")).body, b"ok")
        self.assertEqual(client.exchange(request("GET", "/readyz?verbose")).status, 200)
        response = client.exchange(request("HEAD", "/healthz"), has_body=False)
        self.assertEqual((response.status, response.headers["content-length"]), (200, "2"))
        self.assertEqual(client.exchange(request("GET", "/healthz", "a body")).body, b"ok")

    def test_another_path_is_404(self):
        client = self.connect_http()
        for path in ("/nothing", "/rpc/", "/RPC", "/healthz/x", "/../rpc", "/%72pc"):
            self.assertEqual(client.exchange(request("GET", path)).status, 404, path)
        self.assertEqual(client.rpc("echo", [1]), [1])

    def test_another_method_is_405_and_says_which_are_taken(self):
        client = self.connect_http()
        for method, path, allowed in (("GET", "/rpc", "POST"), ("GET", "/", "POST"), ("OPTIONS", "/rpc", "POST"),
                                      ("PATCH", "/rpc", "POST"), ("DELETE", "/healthz", "GET, HEAD"),
                                      ("BREW", "/healthz", "GET, HEAD"), ("PUT", "/ws", "GET")):
            response = client.exchange(request(method, path))
            self.assertEqual((response.status, response.headers["allow"]), (405, allowed), (method, path))
        self.assertEqual(client.exchange(request("HEAD", "/rpc"), has_body=False).status, 405)

    def test_the_root_takes_calls_as_clients_without_a_path_send_them(self):
        self.assertIn("result", self.exchange(post(PING, path="/")).json())

    def test_json_has_to_be_told_by_its_content_type(self):
        for kind, status in (("application/json", 200), ("Application/JSON; charset=UTF-8", 200),
                             ('application/json;charset="utf-8"', 200), ("application/json-rpc", 200),
                             ("application/jsonrequest", 200), ("text/plain", 415), ("application/jsonx", 415),
                             ("application/x-www-form-urlencoded", 415), ("application/json; charset=latin-1", 415),
                             ("", 415)):
            self.assertEqual(self.exchange(post(PING, kind=kind)).status, status, kind)
        self.assertEqual(self.exchange(request("POST", "/rpc", PING)).status, 415)
        self.assertEqual(self.exchange(post(PING, "Content-Encoding: gzip")).status, 415)
        self.assertEqual(self.exchange(post(PING, "Content-Encoding: identity")).status, 200)

    def test_another_expectation_is_417(self):
        self.assertEqual(self.exchange(post(PING, "Expect: the-unexpected")).status, 417)

    def test_a_refused_body_is_not_waited_for_and_the_refusal_arrives(self):
        client = self.connect_http()
        client.send(post("x" * (8 << 20), path="/nothing"))
        response = client.response()
        self.assertEqual((response.status, response.headers["connection"]), (404, "close"))
        self.assert_closed(client)

    def test_the_absolute_form_of_a_target_is_taken(self):
        self.assertEqual(self.exchange(request("GET", "http://localhost:1/healthz", host="evil.example")).status, 200)
        self.assertEqual(self.exchange(request("GET", "http://evil.example/healthz")).status, 403)
        for target in ("*", "healthz", "http://", "ftp://localhost/healthz"):
            self.assertEqual(self.exchange(request("GET", target)).status, 400, target)


class Malformed(HttpTest):
    def assert_refused(self, data, status):
        client = self.connect_http()
        response = client.exchange(data)
        self.assertEqual((response.status, response.headers.get("connection")), (status, "close"), data)
        self.assert_closed(client)

    def test_what_is_no_http_is_400(self):
        for data in (b'{"jsonrpc":"2.0","method":"ping","id":1}\r\n\r\n', b"GET\r\n\r\n", b"GET /healthz\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n", b"\x00\x01\x02\x03 / HTTP/1.1\r\n\r\n",
                     b"GET /healthz HTTP/1.1\nHost: localhost\n\n"):
            self.assert_refused(data, 400)

    def test_other_versions_are_505(self):
        self.assert_refused(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)
        self.assert_refused(request("GET", "/healthz", version="0.9"), 505)

    def test_a_length_that_could_be_read_in_two_ways_is_refused(self):
        head = post("").rpartition(b"Content-Length")[0]
        chunks = chunked(PING.encode())
        size = b"%d" % len(PING)
        for lines in (b"Content-Length: 1\r\nContent-Length: 2\r\n", b"Content-Length: -1\r\n",
                      b"Content-Length: 0x10\r\n", b"Content-Length: 1, 2\r\n", b"Content-Length: \r\n",
                      b"Content-Length: 99999999999999999999\r\n",
                      b"Content-Length: " + size + b"\r\nTransfer-Encoding: chunked\r\n",
                      b"Transfer-Encoding: chunked\r\nContent-Length: " + size + b"\r\n",
                      b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"):
            self.assert_refused(head + lines + b"\r\n" + chunks, 400)

    def test_another_transfer_encoding_is_501(self):
        for line in ("gzip", "gzip, chunked", "chunked, gzip", "xchunked", '"chunked"'):
            self.assert_refused(request("POST", "/rpc", None, f"Transfer-Encoding: {line}"), 501)
        self.assert_refused(request("POST", "/rpc", None, "Transfer-Encoding: chunked", version="1.0"), 501)

    def test_broken_chunks_are_400(self):
        head = request("POST", "/rpc", None, "Content-Type: application/json", "Transfer-Encoding: chunked")
        for chunks in (b"x\r\n", b"2\r\nab0\r\n\r\n", b"ffffffffffffffffff\r\n", b"-1\r\n\r\n", b"\r\n\r\n\r\n"):
            self.assert_refused(head + chunks, 400)

    def test_empty_lines_before_a_request_are_passed_over(self):
        client = self.connect_http()
        client.send(b"\r\n\r\n" + post(PING) + b"\r\n" + post(PING))
        self.assertEqual([client.response().status for _ in range(2)], [200, 200])

    def test_an_input_that_ends_within_a_request_is_400(self):
        for part in (b"POST /rpc HTT", post(PING)[:-1]):
            client = self.connect_http()
            client.send(part)
            client.half_close()
            self.assertEqual(client.response().status, 400)
            self.assert_closed(client)

    def test_headers_that_decide_may_be_there_once(self):
        for line in ("Host: localhost", "Origin: http://localhost", "Goxel-Session: x", "Authorization: x"):
            self.assertEqual(self.exchange(post(PING, line, line)).status, 400, line)
        self.assertEqual(self.exchange(post(PING, host=None)).status, 400)


class Sources(HttpTest):
    MORE_FLAGS = ("--http-host", "Voxels.example.com", "--http-origin", "https://app.example.com",
                  "--http-origin", "http://127.0.0.1:3000")

    def test_hosts_of_this_machine_and_listed_ones_are_known_and_no_other(self):
        for host in ("localhost", "LOCALHOST:80", "127.0.0.1", "127.1.2.3:9", "[::1]", "[::1]:7891",
                     "voxels.example.com", "voxels.example.com:443"):
            self.assertEqual(self.exchange(post(PING, host=host)).status, 200, host)
        for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]",
                     "voxels.example.com.evil.example", "0.0.0.0", "", ":80", "localhost:http", "localhost:80:80"):
            for path in ("/rpc", "/healthz", "/nothing"):
                self.assertEqual(self.exchange(post(PING, host=host, path=path)).status, 403, (host, path))

    def test_pages_of_other_origins_are_refused(self):
        for origin in ("https://evil.example", "null", "http://localhost:1", "http://127.0.0.1",
                       "https://app.example.com.evil.example", "https://app.example.com:8443", "app.example.com", ""):
            self.assertEqual(self.exchange(post(PING, f"Origin: {origin}")).status, 403, origin)

    def test_pages_of_the_services_own_host_may_call_it(self):
        for host, origin in (("localhost:7891", "http://localhost:7891"), ("localhost", "HTTP://LocalHost:80"),
                             ("voxels.example.com", "https://voxels.example.com")):
            response = self.exchange(post(PING, f"Origin: {origin}", host=host))
            self.assertEqual(response.status, 200, origin)
            self.assertNotIn("access-control-allow-origin", response.headers)

    def test_pages_of_listed_origins_may_call_it_and_read_the_answers(self):
        client = self.connect_http()
        for origin in ("https://app.example.com", "http://127.0.0.1:3000"):
            asked = client.exchange(request("OPTIONS", "/rpc", None, f"Origin: {origin}",
                                            "Access-Control-Request-Method: POST"))
            self.assertEqual((asked.status, asked.headers["access-control-allow-origin"]), (204, origin))
            self.assertIn("goxel-session", asked.headers["access-control-allow-headers"])
            answer = client.exchange(post(PING, f"Origin: {origin}"))
            self.assertEqual((answer.status, answer.headers["access-control-allow-origin"]), (200, origin))
            self.assertEqual(answer.headers["vary"], "Origin")
        self.assertNotIn("access-control-allow-origin", client.exchange(post(PING)).headers)


class Sessions(HttpTest):
    def test_a_session_that_is_made_over_http_is_meant_by_those_who_name_it(self):
        client = self.connect_http()
        session = client.rpc("goxel.create_project", ["p"])["session"]
        self.assert_error(client.rpc_error("goxel.get_voxel", [0, 0, 0]), -1101, "no_project")
        named = f"Goxel-Session: {session}"
        self.assertTrue(client.rpc("goxel.add_voxel", [1, 2, 3, 4, 5, 6, 255], named)["success"])
        color = [4, 5, 6, 255]
        self.assertEqual(client.rpc("goxel.get_voxel", [1, 2, 3], session=session)["color"], color)
        self.assertEqual(client.rpc("goxel.get_voxel", {"position": [1, 2, 3], "session": session})["color"], color)
        # The header is one request's alone, and the session is there for other connections too.
        self.assert_error(client.rpc_error("goxel.get_voxel", [1, 2, 3]), -1101, "no_project")
        self.assertEqual(self.connect_http().rpc("goxel.get_voxel", [1, 2, 3], named)["color"], color)
        self.assertEqual(self.connect().call("goxel.get_voxel", [1, 2, 3], session=session)["color"], color)

    def test_what_the_message_names_wins_over_the_header(self):
        client = self.connect_http()
        first, second = (client.rpc("goxel.create_project", [name])["session"] for name in ("first", "second"))
        named = f"Goxel-Session: {first}"
        self.assertEqual(client.rpc("goxel.get_project_info", None, named)["name"], "first")
        self.assertEqual(client.rpc("goxel.get_project_info", None, named, session=second)["name"], "second")
        self.assertEqual(client.rpc("goxel.get_project_info", {"session": second}, named)["name"], "second")
        batch = [json.loads(call_text("goxel.get_project_info", number=1)),
                 json.loads(call_text("goxel.get_project_info", number=2, session=second))]
        answers = client.exchange(post(json.dumps(batch), named)).json()
        self.assertEqual({answer["id"]: answer["result"]["name"] for answer in answers}, {1: "first", 2: "second"})

    def test_an_unknown_session_in_the_header_is_an_error_of_the_methods_that_take_one(self):
        client = self.connect_http()
        for name in ("", "nonsense", "s0-aaaaaaaaaaaaaaaa"):
            error = client.rpc_error("goxel.get_voxel", [0, 0, 0], f"Goxel-Session: {name}")
            self.assert_error(error, -1102, "session_not_found")
            self.assertTrue(client.rpc("ping", None, f"Goxel-Session: {name}")["pong"])

    def test_a_connection_keeps_no_session_whoever_is_behind_it(self):
        for address in (self.http, self.daemon.socket):
            client = HttpClient(address)
            self.addCleanup(client.close)
            session = client.rpc("goxel.create_project", ["p"])["session"]
            error = client.rpc_error("goxel.attach_session", [session])
            self.assert_error(error, -32600, "invalid_request")
            error = client.rpc_error("goxel.get_voxel", [0, 0, 0])
            self.assert_error(error, -1101, "no_project")
            self.assertNotIn("sessions", error["data"])

    def test_a_project_can_be_loaded_over_http(self):
        client = self.connect_http()
        session = client.rpc("goxel.create_project", ["p"])["session"]
        client.rpc("goxel.add_voxel", [1, 2, 3, 4, 5, 6, 255], session=session)
        client.rpc("goxel.save_project", ["p.gox"], session=session)
        loaded = client.rpc("goxel.load_project", ["p.gox"])["session"]
        self.assertNotEqual(loaded, session)
        self.assertEqual(client.rpc("goxel.get_voxel", [1, 2, 3], session=loaded)["color"], [4, 5, 6, 255])


class SingleMode(HttpTest):
    MORE_FLAGS = ("--project-mode", "single", "--project-wait-ms", "600000")

    def test_the_shared_project_is_meant_without_a_name(self):
        client = self.connect_http()
        client.rpc("goxel.create_project", ["p"])
        client.rpc("goxel.add_voxel", [1, 2, 3, 4, 5, 6, 255])
        self.assertEqual(self.connect_http().rpc("goxel.get_voxel", [1, 2, 3])["color"], [4, 5, 6, 255])

    def test_a_project_stays_under_way_when_its_connection_closes_and_one_who_waits_and_leaves_gets_nothing(self):
        first = self.connect_http()
        first.rpc("goxel.create_project", ["first"])
        first.close()
        watcher = self.connect_http()

        def waiting():
            return watcher.rpc("goxel.debug.get_project_state")["lock"]["waiting"]

        impatient, patient = self.connect_http(), self.connect_http()
        impatient.send(post(call_text("goxel.create_project", ["impatient"])))
        self.wait_for("the first to wait", lambda: waiting() == 1)
        patient.send(post(call_text("goxel.create_project", ["patient"])))
        self.wait_for("the second to wait", lambda: waiting() == 2)
        impatient.socket.setsockopt(daemon.socket.SOL_SOCKET, daemon.socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        impatient.close()
        self.wait_for("the first to be gone", lambda: waiting() == 1)
        watcher.rpc("goxel.save_project", ["first.gox"])
        self.assertEqual(patient.response().json()["result"]["name"], "patient")


class TheEnd(HttpTest):
    def test_an_idle_connection_is_closed_at_the_end_of_the_service(self):
        client = self.connect_http()
        client.rpc("ping")
        self.assertEqual(self.daemon.stop(), 0)
        self.assert_closed(client)

    def test_a_connection_may_go_away_at_any_point(self):
        data = post(call_text("goxel.create_project", ["p"])) + post(PING)
        for cut in range(0, len(data), 7):
            client = HttpClient((self.http, self.daemon.tcp, self.daemon.socket)[cut % 3])
            client.send(data[:cut])
            client.close()
        watcher = self.connect_alone()
        self.assertTrue(watcher.call("ping")["pong"])


class Listening(unittest.TestCase):
    def test_http_wants_insecure_and_loopback_as_tcp_does(self):
        for flags in (("--http", "127.0.0.1:0"), ("--http", "0.0.0.0:0", "--insecure")):
            with tempfile.TemporaryDirectory(prefix="goxel-e2e-") as renders:
                ended = daemon.run_program("--socket", "", "--render-dir", renders, *flags)
            self.assertEqual(ended.returncode, 78, ended.stderr)

    def test_settings_of_http_are_checked(self):
        for flags in (("--http", "nowhere"), ("--http-host", "name:80"), ("--http-origin", "example.com"),
                      ("--http-origin", "https://example.com/")):
            ended = daemon.run_program(*flags, "--check-config")
            self.assertEqual(ended.returncode, 64, ended.stderr)


if __name__ == "__main__":
    daemon.main()
