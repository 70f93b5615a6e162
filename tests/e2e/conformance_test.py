"""Holds every method to what the rpc.discover document says of it.

A new method needs
  1. its row in a table of daemon/methods/, with the failures of its own (.fails()),
  2. an example in daemon/methods/examples.cpp,
  3. valid arguments in tests/e2e/method_arguments.py,
  4. a conversation in tests/golden/rpc/,
  5. docs/methods.md made anew: cmake --build build/release --target goxel-docs
and is then tested here without another line.
"""

import functools
import json
import tempfile

import daemon
import schema as schemas
from daemon import DaemonTest, RpcError
from method_arguments import ARGUMENTS, EXEMPT, JOB, RENDER, SESSION, TOKEN

# Members that differ from one run to the next.
VARYING = {"session", "recoverable", "time", "timestamp", "version", "memory_bytes", "history_bytes", "idle_seconds"}
# Methods about the process: of their results only the names of the members stay the same.
ABOUT_THE_PROCESS = {"status", "goxel.health_check", "goxel.debug.get_project_state", "goxel.debug.get_memory_stats",
                     "goxel.list_sessions", "goxel.get_metrics", "goxel.list_renders", "goxel.get_render_info",
                     "goxel.get_render_stats", "goxel.get_job", "goxel.cancel_job", "goxel.list_jobs"}
STRANGE_NAME = "no_such_parameter"
THE_TOKEN = "one-of-the-service"


def without_varying(value):
    if isinstance(value, dict):
        return {name: without_varying(member) for name, member in value.items() if name not in VARYING}
    if isinstance(value, list):
        return [without_varying(element) for element in value]
    return value


def for_each_method(test):
    """Runs test(self, name, method) for each, and goes on when one fails."""
    @functools.wraps(test)
    def run(self):
        for name, method in self.methods.items():
            if name in EXEMPT and test.__name__ != "test_every_method_is_described":
                continue
            with self.subTest(method=name):
                test(self, name, method)

    return run


class ConformanceTest(DaemonTest):
    def setUp(self):
        tokens = tempfile.NamedTemporaryFile("w", encoding="ascii", prefix="goxel-e2e-tokens-")
        self.addCleanup(tokens.close)
        tokens.write(f"admin {THE_TOKEN}\n")
        tokens.flush()
        self.daemon = self.start(*self.FLAGS, "--token-file", tokens.name)
        self.outside = self.connect()
        self.document = self.outside.call("rpc.discover")
        self.methods = {method["name"]: method for method in self.document["methods"]}

    def project(self):
        """A connection with the example project; its session."""
        client, session = self.daemon.connect(), None
        for request in self.document["x-example-project"]:
            result = client.call(request["method"], request["params"])
            session = session or result["session"]
        return client, session

    def finish(self, client, session):
        client.close()
        try:
            self.outside.call("goxel.close_session", {"session": session, "discard": True})
        except RpcError as failure:
            self.assertEqual(failure.error["data"]["reason"], "session_not_found")

    def in_project(self, use):
        """use(client, session) on a connection with the example project."""
        client, session = self.project()
        try:
            return use(client, session)
        finally:
            self.finish(client, session)

    def ask(self, client, method, params):
        """The answer; an error must be one that the document knows of."""
        answer_to = client.send_request(method["name"], params)
        answer = client.receive()
        self.assertEqual(answer["id"], answer_to)
        if "error" in answer:
            reason = answer["error"]["data"]["reason"]
            listed = {error["$ref"].rpartition("/")[2] for error in method["errors"]}
            self.assertIn(reason, listed, f"{answer['error']}: say so with .fails() in the row of {method['name']}")
            self.assertEqual(answer["error"]["code"], self.document["components"]["errors"][reason]["code"])
        return answer

    def filled_in(self, client, session, params):
        """The params with what their placeholders stand for."""
        makers = {
            SESSION: lambda: session,
            JOB: lambda: self.ended_job(client),
            RENDER: lambda: client.call("goxel.render_scene", {
                "width": 8, "height": 8, "options": {"return_mode": "file_path", "samples": 1}})["file"]["path"],
            TOKEN: lambda: THE_TOKEN,
        }
        return {key: makers[value]() if isinstance(value, str) and value in makers else value
                for key, value in params.items()}

    def ended_job(self, client):
        job = client.call("goxel.fill_box", {"min": [9, 9, 9], "max": [9, 9, 9], "color": "#FFFFFF",
                                             "async": True})["job"]
        self.wait_for("the job to end", lambda: client.call("goxel.get_job", [job])["state"] == "done")
        return job

    def arguments(self, client, name, session):
        return self.filled_in(client, session, ARGUMENTS[name])

    def assert_refused(self, answer, path, params):
        error = answer.get("error", {})
        found = (error.get("code"), error.get("data", {}).get("path"))
        self.assertEqual(found, (-32602, path), f"{json.dumps(params)[:300]} was answered {str(answer)[:300]}")
        self.assertIn(path, error["message"])

    def assert_alike(self, name, one, other):
        if name in ABOUT_THE_PROCESS:
            self.assertEqual(set(one), set(other))
        else:
            self.assertEqual(without_varying(one), without_varying(other))


class TheDocument(ConformanceTest):
    def test_it_is_openrpc_with_every_method_once(self):
        self.assertEqual(self.document["openrpc"], "1.3.2")
        self.assertTrue({"title", "version"} <= set(self.document["info"]))
        listed = [entry["method"] for entry in self.outside.call("list_methods")["methods"]]
        self.assertEqual([method["name"] for method in self.document["methods"]], listed)
        self.assertEqual(len(set(listed)), len(listed))

    def test_its_references_lead_somewhere(self):
        def walk(value):
            if isinstance(value, dict):
                if "$ref" in value:
                    self.assertEqual(set(value), {"$ref"})  # what stands beside one is ignored by readers
                    self.assertTrue(schemas.resolved(value, self.document))
                value = list(value.values())
            if isinstance(value, list):
                for element in value:
                    walk(element)

        walk(self.document)

    def test_every_shared_schema_is_used(self):
        text = json.dumps(self.document)
        for name in self.document["components"]["schemas"]:
            self.assertIn(f'"#/components/schemas/{name}"', text)

    @for_each_method
    def test_every_method_is_described(self, name, method):
        self.assertTrue(method["summary"].endswith("."))
        self.assertEqual(method["paramStructure"], "either")
        names = [param["name"] for param in method["params"]]
        self.assertEqual(len(set(names)), len(names))
        for param in method["params"]:
            self.assertTrue(param["description"], param["name"])
            self.assertIn("schema", param)
            default = param["schema"].get("default")
            if default is not None:
                self.assertFalse(param["required"])
                self.assertEqual(schemas.problems(default, param["schema"], self.document, param["name"]), [])
        self.assertIn("schema", method["result"])
        self.assertTrue(method["errors"])
        self.assertTrue(method["examples"], "a row for daemon/methods/examples.cpp is missing")

    def test_the_name_of_the_protocol_stands_for_this_document_alone(self):
        self.assertEqual([name for name in self.methods if name.startswith("rpc.")], ["rpc.discover"])
        for name in ("rpc.methods", "rpc.discover2", "rpc.", "goxel.rpc.discover", "RPC.discover"):
            self.assertEqual(self.outside.error(name)["code"], -32601, name)

    def test_it_is_the_same_each_time(self):
        self.assertEqual(self.outside.call("rpc.discover"), self.document)


class Examples(ConformanceTest):
    @for_each_method
    def test_each_is_answered_as_the_document_says(self, name, method):
        for example in method["examples"]:
            params = {param["name"]: param["value"] for param in example["params"]}

            def send(client, session):
                given = {**params, "session": SESSION} if "session" in params else params
                return self.ask(client, method, self.filled_in(client, session, given))

            answer = self.in_project(send)
            self.assertIn("result", answer, params)
            if "result" in example:
                self.assert_alike(name, example["result"]["value"], answer["result"])


class Arguments(ConformanceTest):
    def test_every_method_has_a_row_in_the_table(self):
        self.assertEqual(set(self.methods) - set(ARGUMENTS) - set(EXEMPT), set(), "add them to tests/e2e/method_arguments.py")
        self.assertEqual(set(ARGUMENTS) - set(self.methods), set(), "of methods that are gone")
        for name, method in self.methods.items():
            if "x-any-params" not in method and name not in EXEMPT:
                self.assertEqual(set(ARGUMENTS[name]) - {param["name"] for param in method["params"]}, set())

    @for_each_method
    def test_the_result_is_what_the_schema_says(self, name, method):
        answer = self.in_project(lambda client, session: self.ask(client, method, self.arguments(client, name, session)))
        self.assertIn("result", answer)
        self.assertEqual(schemas.problems(answer["result"], method["result"]["schema"], self.document), [])

    @for_each_method
    def test_an_array_says_the_same_as_an_object(self, name, method):
        if "x-any-params" in method:
            return

        def by_name(client, session):
            return self.ask(client, method, self.arguments(client, name, session))

        def by_position(client, session):
            given = self.arguments(client, name, session)
            values = [given.get(param["name"]) for param in method["params"]]
            while values and values[-1] is None:
                values.pop()
            return self.ask(client, method, values)

        one, other = self.in_project(by_name), self.in_project(by_position)
        self.assert_alike(name, one["result"], other.get("result", other))

    def test_echo_gives_back_arrays_and_objects(self):
        for params in ([1, "two", None], {"a": {"b": []}}, [], {}):
            self.assertEqual(self.outside.call("echo", params), params)

    @for_each_method
    def test_other_names_say_the_same(self, name, method):
        """Of methods, of parameters, and of the parts of a position or colour as one value."""
        expected = self.in_project(lambda client, session: self.ask(client, method, self.arguments(client, name, session)))
        for other in method.get("x-aliases", ()):
            renamed = {**method, "name": other}
            answer = self.in_project(lambda client, session: self.ask(client, renamed,
                                                                      self.arguments(client, name, session)))
            self.assert_alike(name, expected["result"], answer["result"])
        for old, new in self.other_spellings(name, method):
            def respelled(client, session):
                given = self.arguments(client, name, session)
                return self.ask(client, method, {**{key: given[key] for key in given if key not in old}, **new})

            answer = self.in_project(respelled)
            self.assertIn("result", answer, new)
            self.assert_alike(name, expected["result"], answer["result"])

    @staticmethod
    def other_spellings(name, method):
        """Pairs: the names to leave out, and what to give instead."""
        given = {key: value for key, value in ARGUMENTS[name].items() if value != SESSION}
        params = method["params"]
        for index, param in enumerate(params):
            if param["name"] not in given:
                continue
            if "x-whole" not in param:
                for alias in param.get("x-aliases", ()):
                    yield [param["name"]], {alias: given[param["name"]]}
                continue
            part_count = 3 if "maximum" not in param["schema"] else 4
            parts = [part["name"] for part in params[index:index + part_count]]
            for whole in (param["x-whole"], *param.get("x-aliases", ())):
                yield parts, {whole: [given[part] for part in parts]}

    @for_each_method
    def test_a_value_of_another_type_is_refused(self, name, method):
        def send(client, session):
            given = self.arguments(client, name, session)
            for index, param in enumerate(method["params"]):
                wrong = schemas.wrong_value(param["schema"], self.document)
                if wrong is None:
                    continue
                params = {**given, param["name"]: wrong}
                self.assert_refused(self.ask(client, method, params), f"params.{param['name']}", params)
                values = [given.get(other["name"]) for other in method["params"][:index]] + [wrong]
                if all(value is not None for value in values):
                    self.assert_refused(self.ask(client, method, values), f"params[{index}]", values)
                if schemas.has_enum(param["schema"], self.document):
                    params = {**given, param["name"]: "no such word"}
                    self.assert_refused(self.ask(client, method, params), f"params.{param['name']}", params)

        self.in_project(send)

    def ranged(self, method):
        """(names on the way to it, its schema) of each parameter that is a number."""
        for param in method["params"]:
            yield (param["name"],), param["schema"]
            for member, inner in schemas.resolved(param["schema"], self.document).get("properties", {}).items():
                yield (param["name"], member), inner

    @for_each_method
    def test_a_number_at_its_bound_is_taken_and_one_past_it_is_refused(self, name, method):
        def send(client, session):
            for way, schema in self.ranged(method):
                schema = schemas.resolved(schema, self.document)
                if schema.get("type") not in ("integer", "number"):
                    continue
                for bound, direction in zip(schemas.range_of(schema), (-1, 1)):
                    if bound is not None:
                        past = schemas.one_past(bound, direction, schema["type"] == "integer")
                        self.check_bound(client, method, way, bound, past, self.arguments(client, name, session))

        self.in_project(send)

    def check_bound(self, client, method, way, bound, past, given):
        path = ".".join(("params", *way))

        def params_with(value):
            if len(way) == 1:
                return {**given, way[0]: value}
            inner = given.get(way[0])
            return {**given, way[0]: {**(inner if isinstance(inner, dict) else {}), way[1]: value}}

        self.assert_refused(self.ask(client, method, params_with(past)), path, params_with(past))
        error = self.ask(client, method, params_with(bound)).get("error", {})
        if error.get("code") == -32602 and error["data"]["path"] == path:
            self.assertNotIn("is outside", error["message"])

    @for_each_method
    def test_a_value_that_is_needed_is_missed(self, name, method):
        def send(client, session):
            given = self.arguments(client, name, session)
            for param in method["params"]:
                if not param["required"]:
                    continue
                path = f"params.{param['name']}"
                without = {key: value for key, value in given.items() if key != param["name"]}
                self.assert_refused(self.ask(client, method, without), path, without)
                if param["schema"] != {}:
                    null = {**given, param["name"]: None}
                    self.assert_refused(self.ask(client, method, null), path, null)

        self.in_project(send)

    @for_each_method
    def test_what_is_not_needed_may_be_null(self, name, method):
        optional = [param["name"] for param in method["params"] if not param["required"]]
        required = {param["name"] for param in method["params"] if param["required"]}

        def send(client, session, nulls):
            given = {key: value for key, value in self.arguments(client, name, session).items() if key in required}
            return self.ask(client, method, {**given, **nulls})

        if optional and "x-any-params" not in method:
            absent = self.in_project(lambda client, session: send(client, session, {}))
            null = self.in_project(lambda client, session: send(client, session, dict.fromkeys(optional)))
            self.assert_alike(name, absent.get("result", absent), null.get("result", null))

    @for_each_method
    def test_an_unknown_name_is_refused(self, name, method):
        if "x-any-params" in method:
            return

        def send(client, session):
            params = {**self.arguments(client, name, session), STRANGE_NAME: 1}
            self.assert_refused(self.ask(client, method, params), f"params.{STRANGE_NAME}", params)

        self.in_project(send)

    @for_each_method
    def test_a_surplus_value_is_refused(self, name, method):
        if "x-any-params" in method:
            return

        def send(client, session):
            given = self.arguments(client, name, session)
            params = [given.get(param["name"]) for param in method["params"]] + [1]
            self.assert_refused(self.ask(client, method, params), f"params[{len(params) - 1}]", params)

        self.in_project(send)


if __name__ == "__main__":
    daemon.main()
