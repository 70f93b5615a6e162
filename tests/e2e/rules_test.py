"""The rules of JSON-RPC 2.0 as docs/protocol.md decides them, one test each under the rule's number, byte for byte.

Rules 38 (HTTP) and 39 (WebSocket) are tested with those transports.
"""

import json
import re
import socket
import struct

import daemon
from daemon import DaemonTest

STANDARD = {-32700: "parse_error", -32600: "invalid_request", -32601: "method_not_found", -32602: "invalid_params",
            -32603: "internal_error"}
PICTURE = {"width": 1500, "height": 1500, "options": {"samples": 16}}


def request(members=b"", method=b'"ping"', version=b'"2.0"'):
    """A request's bytes; `members` is what stands behind jsonrpc and method."""
    return b'{"jsonrpc":%s,"method":%s%s%s}' % (version, method, b"," if members else b"", members)


class RulesTest(DaemonTest):
    def exchange(self, data):
        """All bytes that come back for `data` on a connection of its own, until the service closes it."""
        with self.daemon.connect() as client:
            client.send(data)
            client.half_close()
            return client.rest()

    def lines(self, data):
        """The answers' bytes, each one line."""
        answer = self.exchange(data)
        self.assertTrue(answer == b"" or answer.endswith(b"\n"), answer[-100:])
        return answer.splitlines()

    def one(self, data):
        lines = self.lines(data)
        self.assertEqual(len(lines), 1, lines)
        return json.loads(lines[0])

    def assert_fails(self, data, code, request_id=None):
        """One answer: an error of one of the standard five codes."""
        answer = self.one(data)
        self.assertEqual(set(answer), {"jsonrpc", "error", "id"}, answer)
        self.assertEqual((answer["error"]["code"], answer["id"]), (code, request_id), answer)
        self.assertEqual(answer["error"]["data"]["reason"], STANDARD[code])
        return answer["error"]

    def assert_succeeds(self, data, request_id=1):
        answer = self.one(data)
        self.assertEqual(set(answer), {"jsonrpc", "result", "id"}, answer)
        self.assertEqual(answer["id"], request_id)
        return answer["result"]


class RequestObject(RulesTest):
    def test_rule_01_jsonrpc_is_exactly_the_string_2_0(self):
        self.assert_succeeds(request(b'"id":1'))
        self.assert_fails(b'{"method":"ping","id":1}', -32600, 1)
        for version in (b"2.0", b'"1.0"', b'"2"', b'"2.0 "', b"2", b"null", b'["2.0"]'):
            self.assert_fails(request(b'"id":1', version=version), -32600, 1)

    def test_rule_02_method_is_a_string_and_its_case_counts(self):
        for method in (b"1", b"null", b"true", b'["ping"]', b"{}"):
            self.assert_fails(request(b'"id":1', method=method), -32600, 1)
        self.assert_fails(b'{"jsonrpc":"2.0","id":1}', -32600, 1)
        for method in (b'"Ping"', b'"PING"', b'"ping "', b'""', b'"goxel.Add_voxel"'):
            self.assert_fails(request(b'"id":1', method=method), -32601, 1)
        self.assert_succeeds(request(b'"id":1', method=b'"p\\u0069ng"'))

    def test_rule_03_names_that_start_with_rpc_are_the_protocols(self):
        result = self.assert_succeeds(request(b'"id":1', method=b'"rpc.discover"'))
        names = [method["name"] for method in result["methods"]]
        self.assertEqual([name for name in names if name.startswith("rpc.")], ["rpc.discover"])
        for method in (b'"rpc.describe"', b'"rpc."', b'"rpc.discover.all"', b'"rpc.ping"'):
            self.assert_fails(request(b'"id":1', method=method), -32601, 1)

    def test_rule_04_params_is_an_array_or_an_object_or_absent(self):
        for params in (b"[]", b"{}", b"null"):
            self.assert_succeeds(request(b'"params":%s,"id":1' % params))
        for params in (b'"text"', b"1", b"true", b"false", b'""'):
            self.assert_fails(request(b'"params":%s,"id":1' % params), -32600, 1)

    def test_rule_05_by_position_is_the_declared_order_and_by_name_is_exact(self):
        with self.daemon.connect() as client:
            created = client.call("goxel.create_project", ["p", 3, 5, 7])
            self.assertEqual((created["width"], created["height"], created["depth"]), (3, 5, 7))
            voxel = {"y": 2, "x": 1, "z": 3, "r": 4, "g": 5, "b": 6}
            self.assertEqual(client.call("goxel.add_voxel", voxel)["y"], 2)
            self.assertEqual(client.call("goxel.get_voxel", [1, 2, 3])["color"], [4, 5, 6, 255])
            for params, path in (({key: voxel[key] for key in voxel if key != "g"}, "params.g"),
                                 ({**voxel, "layr": 1}, "params.layr"),
                                 ({**{key: voxel[key] for key in voxel if key != "r"}, "R": 4}, "params.R"),
                                 ([1, 2, 3, 4, 5, 6, 7, 1, 9], "params[8]")):
                error = client.error("goxel.add_voxel", params)
                self.assertEqual((error["code"], error["data"]["path"]), (-32602, path))
            self.assertTrue(client.call("goxel.add_voxel", {**voxel, "_meta": {"trace": 1}})["success"])

    def test_rule_06_an_id_is_a_string_a_number_or_null(self):
        for text in (b'"a"', b'""', b"1", b"-1", b"0", b"1.5", b"null"):
            self.assertEqual(self.one(request(b'"id":%s' % text))["id"], json.loads(text))
        for text in (b"true", b"false", b"[]", b"[1]", b"{}"):
            self.assert_fails(request(b'"id":%s' % text), -32600, None)

    def test_rule_07_a_null_id_is_a_request(self):
        self.assert_succeeds(request(b'"id":null'), None)

    def test_rule_08_a_fractional_id_comes_back(self):
        self.assertTrue(self.exchange(request(b'"id":1.25')).endswith(b',"id":1.25}\n'))

    def test_rule_09_an_id_comes_back_byte_for_byte(self):
        for text in (b"9223372036854775807", b"18446744073709551616", b"123456789012345678901234567890", b"1.0", b"1",
                     b"1e2", b"1E+2", b"-0", b"0.10", b"-0.0e-0", b'"\\u0041\\/\\n"', b'"\\ud83e\\uddca"',
                     b'"\xf0\x9f\xa7\x8a"', b'" "', b'"1"', b"1" * 400):
            self.assertTrue(self.exchange(request(b'"id":%s' % text)).endswith(b',"id":%s}\n' % text), text)
            batch = self.exchange(b"[%s]" % request(b'"id":%s' % text))
            self.assertTrue(batch.endswith(b',"id":%s}]\n' % text), text)
            failed = self.exchange(request(b'"id":%s' % text, method=b'"nothing"'))
            self.assertTrue(failed.endswith(b',"id":%s}\n' % text), text)

    def test_rule_10_unknown_members_of_a_request_are_ignored(self):
        self.assert_succeeds(request(b'"id":1,"extra":{"deep":[1,2]},"ID":2,"_meta":null'))

    def test_rule_11_a_member_name_twice_is_an_invalid_request(self):
        for members in (b'"id":1,"id":1', b'"id":1,"id":2', b'"method":"echo","id":1', b'"id":1,"i\\u0064":2',
                        b'"id":1,"extra":1,"extra":1', b'"params":{"a":1,"a":1},"id":1',
                        b'"params":[{"a":{"b":1,"b":1}}],"id":1'):
            answer = self.one(request(members))
            self.assertEqual(answer["error"]["code"], -32600, members)
        self.assertIsNone(self.one(request(b'"id":1,"id":2'))["id"])
        self.assertEqual(self.one(request(b'"params":{"a":1,"a":1},"id":7'))["id"], 7)


class Notifications(RulesTest):
    FLAGS = (*DaemonTest.FLAGS, "--limit-layers", "2")

    def test_rule_12_a_notification_is_never_answered(self):
        for data in (request(), request(method=b'"no such method"'), request(b'"params":["surplus"]'),
                     request(method=b'"goxel.add_voxel"'), request(b'"session":"s0-aaaaaaaaaaaaaaaa"'),
                     b"[%s]" % request(method=b'"no such method"'),
                     request(b'"params":{"path":"missing.gox"}', method=b'"goxel.load_project"')):
            self.assertEqual(self.exchange(data), b"", data)

    def test_rule_13_a_parse_error_or_an_invalid_request_is_always_answered(self):
        self.assert_fails(b'{"jsonrpc":"2.0","method":\n', -32700)
        self.assert_fails(b"{}", -32600)
        self.assert_fails(b'{"jsonrpc":"2.0"}', -32600)
        self.assert_fails(request(b'"params":1'), -32600)
        self.assert_fails(request(b'"params":1,"id":"mine"'), -32600, "mine")
        self.assert_fails(b"1", -32600)
        self.assert_fails(b'"ping"', -32600)
        self.assert_fails(b"null", -32600)

    def test_rule_14_a_notification_counts_for_the_limits(self):
        with self.daemon.connect() as client:
            client.call("goxel.create_project")
            for name in (b"second", b"third"):
                client.send(request(b'"params":["%s"]' % name, method=b'"goxel.create_layer"'))
            names = [layer["name"] for layer in client.call("goxel.list_layers")["layers"]]
            self.assertEqual(names, ["Layer.1", "second"])


class ResponseObject(RulesTest):
    def test_rule_15_there_is_a_result_or_an_error_and_never_both(self):
        for data in (request(b'"id":1'), request(b'"id":1', method=b'"x"'), b"{}", b"{", b"[]"):
            self.assertEqual(len({"result", "error"} & set(self.one(data + b"\n"))), 1)

    def test_rule_16_a_result_is_there_even_when_it_says_nothing(self):
        self.assertEqual(self.assert_succeeds(request(b'"id":1', method=b'"echo"')), {})
        self.assertEqual(self.assert_succeeds(request(b'"params":[null],"id":1', method=b'"echo"')), [None])

    def test_rule_17_every_response_has_the_version_and_an_id(self):
        for data, expected in ((request(b'"id":"a"'), "a"), (b"nonsense\n", None), (b"{}", None), (b"[]", None),
                               (b'{"id":5}', 5), (b'{"id":[5]}', None), (request(b'"id":5', b"1"), 5)):
            answer = self.one(data)
            self.assertEqual((answer["jsonrpc"], answer["id"]), ("2.0", expected), data)

    def test_rule_18_an_error_is_a_whole_number_one_sentence_and_data(self):
        for data in (b"{\n", b"{}", request(b'"id":1', method=b'"x"'), request(b'"params":[1],"id":1')):
            error = self.one(data)["error"]
            self.assertEqual(set(error), {"code", "message", "data"})
            self.assertIs(type(error["code"]), int)
            self.assertTrue(error["message"])
            self.assertNotIn("\n", error["message"])
            self.assertFalse(error["message"].endswith("."), error["message"])
            self.assertIsInstance(error["data"], dict)

    def test_rule_19_the_standard_codes_mean_what_the_standard_says(self):
        self.assert_fails(b"{oops\n", -32700)
        self.assert_fails(b"{}", -32600)
        self.assert_fails(request(b'"id":1', method=b'"nothing"'), -32601, 1)
        self.assert_fails(request(b'"params":["surplus"],"id":1'), -32602, 1)

    def test_rule_20_own_codes_lie_outside_the_reserved_range_and_have_a_reason(self):
        document = self.assert_succeeds(request(b'"id":1', method=b'"rpc.discover"'))
        errors = document["components"]["errors"]
        own = {error["code"] for error in errors.values()} - set(STANDARD)
        self.assertTrue(own)
        self.assertFalse([code for code in own if -32768 <= code <= -32000])
        self.assertEqual(len({error["code"] for error in errors.values()}), len(errors))
        for reason, error in errors.items():
            self.assertEqual(error["data"]["reason"], reason)
            self.assertEqual(STANDARD.get(error["code"], reason), reason)
            self.assertRegex(reason, r"^[a-z_]+$")


class Batches(RulesTest):
    FLAGS = (*DaemonTest.FLAGS, "--limit-batch-length", "5")

    def batch(self, data):
        (line,) = self.lines(data)
        answers = json.loads(line)
        self.assertIsInstance(answers, list)
        return answers

    def test_rule_21_an_array_of_requests_gets_an_array_of_responses(self):
        answers = self.batch(b"[%s, %s,\n%s]" % tuple(request(b'"id":%d' % i) for i in range(3)))
        self.assertEqual(sorted(answer["id"] for answer in answers), [0, 1, 2])

    def test_rule_22_an_empty_array_gets_one_object(self):
        for data in (b"[]", b"[ ]", b"[\n]\n"):
            self.assert_fails(data, -32600)

    def test_rule_23_broken_json_gets_one_object_also_in_an_array(self):
        self.assert_fails(b'[%s,{"jsonrpc":"2.0","method"\n' % request(b'"id":1'), -32700)
        self.assert_fails(b"[%s,]\n" % request(b'"id":1'), -32700)

    def test_rule_24_each_element_that_is_no_request_gets_its_own_error(self):
        for data, count in ((b"[1]", 1), (b"[1,2,3]", 3), (b'[[],{},"x",null]', 4),
                            (b"[[%s]]" % request(b'"id":1'), 1)):
            answers = self.batch(data)
            self.assertEqual([(answer["error"]["code"], answer["id"]) for answer in answers], [(-32600, None)] * count)

    def test_rule_25_all_but_notifications_are_answered(self):
        answers = self.batch(b"[%s,%s,1,%s,{}]" % (request(b'"id":1'), request(), request(b'"id":2', method=b'"x"')))
        found = sorted((str(answer["id"]), answer.get("error", {}).get("code")) for answer in answers)
        self.assertEqual(found, [("1", None), ("2", -32601), ("None", -32600), ("None", -32600)])

    def test_rule_26_a_batch_of_notifications_gets_nothing(self):
        self.assertEqual(self.exchange(b"[%s]" % request()), b"")
        self.assertEqual(self.exchange(b"[%s,%s]\n" % (request(), request(method=b'"x"'))), b"")

    def test_rule_27_the_requests_of_a_session_take_effect_in_order(self):
        def step(number, method, params):
            return request(b'"id":%d,"params":%s' % (number, params), method=b'"goxel.%s"' % method)

        answers = self.batch(b"[%s,%s,%s,%s,%s]" % (
            step(1, b"create_project", b"[]"), step(2, b"add_voxel", b"[0,0,0,1,1,1]"),
            step(3, b"get_voxel", b"[0,0,0]"), step(4, b"remove_voxel", b"[0,0,0]"),
            step(5, b"get_voxel", b"[0,0,0]")))
        results = {answer["id"]: answer["result"] for answer in answers}
        self.assertTrue(results[3]["exists"])
        self.assertFalse(results[5]["exists"])

    def test_rule_28_equal_ids_are_each_answered(self):
        answers = self.batch(b"[%s,%s,%s]" % (request(b'"id":1'), request(b'"id":1'), request(b'"id":1', b'"x"')))
        self.assertEqual([answer["id"] for answer in answers], [1, 1, 1])
        self.assertEqual(sum("error" in answer for answer in answers), 1)
        self.batch(b"[%s,%s,%s,%s]" % (request(b'"id":"1"'), request(b'"id":1'), request(), request()))
        page = self.exchange(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").decode()
        counted = re.findall(r"^goxel_repeated_batch_ids_total\{.*\} (\d+)$", page, re.MULTILINE)
        self.assertEqual(sum(map(int, counted)), 2)

    def test_rule_29_a_batch_past_the_limit_is_one_error_and_nothing_is_done(self):
        with self.daemon.connect() as client:
            client.call("goxel.create_project")

            def layers(count):
                client.send(b"[%s]" % b",".join([request(b'"id":1', method=b'"goxel.create_layer"')] * count))
                return client.receive()

            error = layers(6)["error"]
            self.assert_error(error, -1105, "limit_exceeded")
            self.assertEqual((error["data"]["limit"], error["data"]["maximum"]), ("batch_length", 5))
            self.assertEqual(client.call("goxel.list_layers")["count"], 1)
            self.assertEqual(len(layers(5)), 5)
            self.assertEqual(client.call("goxel.list_layers")["count"], 6)

    def test_rule_30_a_batch_is_not_atomic(self):
        with self.daemon.connect() as client:
            client.call("goxel.create_project")
            client.send(b"[%s,%s,%s]" % (request(b'"id":1,"params":["a"]', method=b'"goxel.create_layer"'),
                                         request(b'"id":2', method=b'"goxel.add_voxel"'),
                                         request(b'"id":3,"params":["b"]', method=b'"goxel.create_layer"')))
            self.assertEqual(["error" in answer for answer in client.receive()], [False, True, False])
            names = [layer["name"] for layer in client.call("goxel.list_layers")["layers"]]
            self.assertEqual(names, ["Layer.1", "a", "b"])

    def test_rule_31_a_hang_up_cancels_what_is_unfinished_and_keeps_what_is_done(self):
        client = self.daemon.connect_tcp()
        session = client.call("goxel.create_project")["session"]
        large = b'{"width":8000,"height":8000,"options":{"samples":16}}'
        client.send(b"[%s,%s]" % (request(b'"id":1,"params":["done"]', method=b'"goxel.create_layer"'),
                                  request(b'"id":2,"params":%s' % large, method=b'"goxel.render_scene"')))
        with self.daemon.connect_tcp() as other:
            self.wait_for("the layer", lambda: other.call("goxel.list_layers", session=session)["count"] == 2)

            def is_busy():
                (state,) = other.call("goxel.debug.get_project_state")["sessions"]
                return state["busy"]

            self.wait_for("the render to run", is_busy)
            # A reset rather than an orderly end, which would only be a half-close.
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
            self.wait_for("the render to end", lambda: not is_busy())
            names = [layer["name"] for layer in other.call("goxel.list_layers", session=session)["layers"]]
            self.assertEqual(names, ["Layer.1", "done"])

    TCP = True


class Encoding(RulesTest):
    def test_rule_32_text_is_utf_8(self):
        def echo(text):
            return request(b'"params":[%s],"id":1' % text, method=b'"echo"') + b"\n"

        text = "Gr\u00f6\u00dfe \U0001f9ca"
        self.assertEqual(self.assert_succeeds(echo(f'"{text}"'.encode())), [text])
        self.assertEqual(self.assert_succeeds(echo(b'"\\u00e9\\ud83e\\uddca\\u0000"')), ["\u00e9\U0001f9ca\0"])
        for broken in (b"\xff", b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\\ud800", b"\\udc00x",
                       b"\\ud800\\u0041", b"\\u12g4", b"\\x41", b"\x01"):
            self.assert_fails(echo(b'"%s"' % broken), -32700)
        for key in (b'"a\\u0000b"', b'"\\u0000"'):
            answer = self.one(request(b'"params":{%s:1},"id":1' % key, method=b'"echo"') + b"\n")
            self.assertIn(answer["error"]["code"], (-32700, -32600), key)
        mark = b"\xef\xbb\xbf"
        self.assert_succeeds(mark + request(b'"id":1'))
        first, second = self.lines(request(b'"id":1') + b"\n" + mark + request(b'"id":2') + b"\n")
        self.assertIn("result", json.loads(first))
        self.assertEqual(json.loads(second)["error"]["code"], -32700)

    def test_rule_33_nesting_is_bounded(self):
        def nested(depth):
            return request(b'"params":%s%s,"id":1' % (b"[" * (depth - 1), b"]" * (depth - 1)), method=b'"echo"') + b"\n"

        self.assert_succeeds(nested(64))
        for depth in (65, 200_000):
            self.assertEqual(self.assert_fails(nested(depth), -32700)["data"]["limit"], "nesting")
        self.assertEqual(self.assert_fails(b"[" * 200_000 + b"\n", -32700)["data"]["limit"], "nesting")
        self.assert_fails(b'{"a":' * 200_000 + b"\n", -32700)


class Framing(RulesTest):
    FLAGS = (*DaemonTest.FLAGS, "--limit-message-bytes", "200000")

    def ids(self, data):
        return [json.loads(line)["id"] for line in self.lines(data)]

    def test_rule_34_a_message_ends_where_its_value_does(self):
        one, two = request(b'"id":1'), request(b'"id":2')
        for between in (b"", b"\n", b"\r\n", b" \t\n \n", b"\n" * 1000):
            self.assertEqual(self.ids(one + between + two), [1, 2])
        pretty = json.dumps(json.loads(one), indent=4).encode()
        self.assertEqual(self.ids(pretty + two), [1, 2])
        # After an error the rest of the line is garbage; the next line is read afresh.
        self.assertEqual(self.ids(one + b"\n{] oops [ more }\n" + two), [1, None, 2])
        self.assertEqual(self.ids(b"x\n" + one), [None, 1])
        # More than any buffer, and answered by as much.
        text = b"x" * 150_000
        large = request(b'"id":3,"params":["%s"]' % text, method=b'"echo"')
        self.assertEqual(self.exchange(large + one).splitlines()[0],
                         b'{"jsonrpc":"2.0","result":["%s"],"id":3}' % text)
        # Too large: one answer, and what comes behind its end is in step.
        too_large = request(b'"id":4,"params":["%s"]' % (b"x" * 300_000), method=b'"echo"')
        self.assertEqual(self.ids(too_large + two + one), [None, 2, 1])

    def test_rule_34_a_reply_is_one_line_in_one_write(self):
        text = b"x" * 20_000  # less than what the kernel keeps in one piece
        expected = b'{"jsonrpc":"2.0","result":["%s"],"id":1}\n' % text
        with self.daemon.connect() as client:
            for _ in range(50):
                client.send(request(b'"id":1,"params":[ "%s" ]' % text, method=b'"echo"'))
                # Written at once, it is there whole as soon as its first byte is.
                first = client.socket.recv(1)
                client.socket.setblocking(False)
                rest = client.socket.recv(len(expected))
                client.socket.settimeout(daemon.PATIENCE_S)
                self.assertEqual(first + rest, expected)

    def test_rule_34_a_message_may_come_in_any_pieces(self):
        data = request(b'"id":1') + request(b'"id":2') + b"\n"
        with self.daemon.connect() as client:
            for at in range(1, len(data)):
                client.send(data[:at])
                client.send(data[at:])
                self.assertEqual([client.receive()["id"], client.receive()["id"]], [1, 2])

    def test_rule_35_half_close_ends_the_asking_and_not_the_answering(self):
        with self.daemon.connect() as client:
            client.call("goxel.create_project")
            picture = b'{"width":300,"height":300,"options":{"samples":4}}'
            client.send(request(b'"id":"slow","params":%s' % picture, method=b'"goxel.render_scene"'))
            client.send(request(b'"id":"quick"'))
            client.half_close()
            answers = {json.loads(line)["id"]: json.loads(line) for line in client.rest().splitlines()}
        self.assertEqual(set(answers), {"slow", "quick"})
        self.assertIn("image", answers["slow"]["result"])
        with self.daemon.connect() as client:  # a notification alone: the connection ends without a word
            session = client.call("goxel.create_project")["session"]
            client.send(request(b'"params":["told"]', method=b'"goxel.create_layer"'))
            client.half_close()
            self.assertEqual(client.rest(), b"")
        with self.daemon.connect() as client:
            self.assertEqual(client.call("goxel.list_layers", session=session)["count"], 2)

    def test_rule_36_a_connection_for_each_call_works_and_calls_do_not_block_each_other(self):
        for number in range(500):
            with self.daemon.connect() as client:
                client.send(request(b'"id":%d' % number) + b"\n")
                self.assertEqual(client.receive()["id"], number)
        with self.daemon.connect() as client:
            client.call("goxel.create_project")
            picture = json.dumps(PICTURE).encode()
            client.send(request(b'"id":"slow","params":%s' % picture, method=b'"goxel.render_scene"'))
            for number in range(200):
                client.send(request(b'"id":%d' % number))
            self.assertEqual([client.receive()["id"] for _ in range(200)], list(range(200)))
            client.send(request(b'"params":{"id":"slow"}', method=b'"$/cancelRequest"'))
            self.assertEqual(client.receive()["id"], "slow")


class SlowReaders(RulesTest):
    FLAGS = (*DaemonTest.FLAGS, "--limit-unsent-reply-bytes", "100000", "--limit-slow-reader-timeout-ms", "300")

    def test_rule_37_a_client_that_does_not_read_is_read_no_more_and_then_disconnected(self):
        slow, other = self.connect(), self.connect()
        data = request(b'"id":1,"params":["%s"]' % (b"x" * 10_000), method=b'"echo"') * 1000
        slow.socket.settimeout(daemon.PATIENCE_S)
        with self.assertRaises((BrokenPipeError, ConnectionResetError)):
            while True:  # it takes no more, and then it is gone
                slow.socket.sendall(data)
        self.assertEqual(other.call("echo", [1]), [1])
        self.wait_for("the slow one to be gone", lambda: other.call("status")["connections"] == 1)


if __name__ == "__main__":
    daemon.main()
