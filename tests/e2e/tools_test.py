"""The older daemon's tool messages, {"tool": ..., "arguments": {...}}, and names that single mode ignores."""

import json

import daemon


class ToolsTest(daemon.DaemonTest):

    def setUp(self):
        super().setUp()
        self.client = self.connect()

    def tool(self, name, arguments=None, **members):
        message = {"tool": name, **members}
        if arguments is not None:
            message["arguments"] = arguments
        self.client.send(json.dumps(message) + "\n")
        return self.client.receive()

    def content(self, name, arguments=None):
        answer = self.tool(name, arguments)
        self.assertEqual(set(answer), {"success", "content"}, answer)
        self.assertIs(answer["success"], True)
        return answer["content"]

    def failure(self, name, arguments=None):
        answer = self.tool(name, arguments)
        self.assertEqual(set(answer), {"success", "error_code", "error_message", "error_data"}, answer)
        self.assertIs(answer["success"], False)
        return answer["error_code"], answer["error_message"], answer["error_data"]["reason"]

    def test_a_session_by_tools_alone(self):
        self.assertEqual(self.content("goxel_create_project", {"name": "tools"})["name"], "tools")
        self.content("goxel_add_voxels", {"position": {"x": 1, "y": 2, "z": 3}, "color": {"r": 4, "g": 5, "b": 6, "a": 255}})
        self.content("goxel_add_voxels", {"position": [2, 2, 3], "color": [7, 8, 9, 255]})
        voxel = self.content("goxel_get_voxel", {"position": {"x": 1, "y": 2, "z": 3}})
        self.assertEqual((voxel["exists"], voxel["color"]), (True, [4, 5, 6, 255]))
        self.content("goxel_paint_voxels", {"position": {"x": 2, "y": 2, "z": 3}, "color": {"r": 1, "g": 1, "b": 1, "a": 255}})
        self.content("goxel_remove_voxels", {"position": {"x": 1, "y": 2, "z": 3}})
        self.assertEqual(daemon.voxels_of(self.client), {(2, 2, 3): (1, 1, 1, 255)})
        self.content("goxel_flood_fill", {"position": {"x": 2, "y": 2, "z": 3}, "color": {"r": 9, "g": 0, "b": 0, "a": 255}})
        self.assertEqual(daemon.voxels_of(self.client), {(2, 2, 3): (9, 0, 0, 255)})
        batch = self.content("goxel_batch_voxel_operations", {"operations": [
            {"type": "add_voxel", "position": {"x": 0, "y": 0, "z": 0}, "color": {"r": 1, "g": 2, "b": 3, "a": 255}},
            {"type": "remove_voxel", "position": {"x": 2, "y": 2, "z": 3}}]})
        self.assertEqual((batch["total_operations"], batch["successful_operations"]), (2, 2))
        self.assertEqual(daemon.voxels_of(self.client), {(0, 0, 0): (1, 2, 3, 255)})
        self.content("goxel_new_layer", {"name": "second"})
        self.content("goxel_procedural_shape", {"shape_type": "cube", "size_x": 2, "size_y": 2, "size_z": 2,
                                                "center_x": 0, "center_y": 0, "center_z": 0, "r": 1, "g": 1, "b": 1})
        layers = self.content("goxel_list_layers")["layers"]
        self.assertEqual([(layer["id"], layer["name"], layer["voxel_count"]) for layer in layers],
                         [(1, "Layer.1", 1), (2, "second", 8)])
        self.assertEqual(self.content("goxel_set_layer_visibility", {"layer_id": 2, "visible": False})["visible"], False)
        self.content("goxel_merge_layers", {"source_layer_id": 2, "target_layer_id": 1})
        self.content("goxel_new_layer", {"name": "third"})
        self.content("goxel_delete_layer", {"layer_name": "third"})
        self.assertEqual(self.content("goxel_list_layers", {})["count"], 1)
        self.content("goxel_save_file", {"path": "tools.gox"})
        self.content("goxel_export_file", {"path": "tools.txt", "format": "txt"})
        self.content("goxel_render_scene", {"output_path": "tools.png", "width": 16, "height": 16})
        self.assertEqual(self.content("goxel_open_file", {"path": "tools.gox"})["layer_count"], 1)
        for name in ("tools.gox", "tools.txt", "tools.png"):
            self.assertTrue((self.folder / name).is_file())

    def test_tools_without_arguments(self):
        self.assertTrue(self.content("ping")["pong"])
        self.assertTrue(self.content("version")["version"])
        methods = self.content("list_methods")
        self.assertEqual(len(methods["methods"]), methods["count"])
        self.assertGreater(methods["count"], 30)

    def test_failures_have_the_older_codes(self):
        code, message, reason = self.failure("goxel_make_tea", {})
        self.assertEqual((code, reason), (-1001, "method_not_found"))
        self.assertIn("goxel_make_tea", message)
        # A method's own name is no tool's.
        self.assertEqual(self.failure("goxel.get_status")[0], -1001)
        self.assertEqual(self.failure("goxel_add_voxels", {"x": 1})[0], -1003)  # nothing is open
        self.tool("goxel_create_project", {})
        code, message, reason = self.failure("goxel_add_voxels", {"position": [0, 0, 0], "color": [300, 0, 0]})
        self.assertEqual((code, reason), (-1002, "invalid_params"))
        self.assertEqual(message, "params.color[0]: 300 is outside 0..255")
        self.assertEqual(self.failure("goxel_get_voxel", [1, 2, 3])[0], -1002)  # arguments are an object
        self.assertEqual(self.failure("goxel_open_file", {"path": "missing.gox"})[0], -1003)  # of a job

    def test_member_order_and_spaces_do_not_matter(self):
        self.client.send('\n{ "arguments" : {} , "other": [1], "tool" : "ping" }\n{"tool":"ping"}{"tool":"version"}')
        self.assertTrue(self.client.receive()["content"]["pong"])
        self.assertTrue(self.client.receive()["content"]["pong"])
        self.assertIn("version", self.client.receive()["content"])

    def test_what_is_no_tool_message_is_a_bad_request(self):
        for text in ('{"tool":5}', '{"tools":"ping"}', '{"tool":"ping","method":5}', '{"tool":null,"id":1}'):
            self.client.send(text)
            self.assert_error(self.client.receive()["error"], -32600, "invalid_request")
        self.client.send('{"tool":"ping","tool":"version"}')
        self.assertEqual(self.client.receive()["error_code"], -1002)
        # A request with a member called tool is a request.
        self.assertTrue(self.client.call("ping", tool="version")["pong"])

    def test_tools_and_requests_mixed_in_one_batch(self):
        self.client.send('[{"jsonrpc":"2.0","id":7,"method":"ping"},{"tool":"ping"}]')
        first, second = self.client.receive()
        self.assertEqual(first["id"], 7)
        self.assertTrue(second["content"]["pong"])

    def test_a_tool_may_name_its_session(self):
        session = self.client.call("goxel.create_project", ["mine"])["session"]
        other = self.connect()
        other.send(json.dumps({"tool": "goxel_add_voxels", "arguments": {
            "session": session, "position": [0, 0, 0], "color": [1, 2, 3]}}))
        self.assertTrue(other.receive()["success"])
        self.assertEqual(daemon.voxels_of(self.client), {(0, 0, 0): (1, 2, 3, 255)})


class IgnoredNamesTest(daemon.DaemonTest):
    """Single mode is for clients of the older daemon, which ignored names that it did not know."""

    FLAGS = ("--workers", "1", "--project-mode", "single")

    def warnings(self, count):
        """The lines about ignored names, once there are as many; the log is written behind the answers."""
        def lines():
            return [line for line in self.daemon.log_text().splitlines() if "a parameter is ignored" in line]
        self.wait_for(f"{count} warnings", lambda: len(lines()) >= count)
        return lines()

    def test_unknown_names_are_ignored_with_one_warning(self):
        client = self.connect()
        client.call("goxel.create_project", {"name": "p", "template": "empty", "size": [1, 2, 3]})
        for x in range(3):
            client.call("goxel.add_voxel", {"x": x, "y": 0, "z": 0, "color": [1, 2, 3], "brush": "round"})
        self.assertEqual(len(daemon.voxels_of(client)), 3)
        warnings = self.warnings(3)
        self.assertEqual(len(warnings), 3, warnings)
        for name, line in zip(("params.template", "params.size", "params.brush"), warnings):
            self.assertIn(name, line)

    def test_in_operations_too(self):
        client = self.connect()
        client.call("goxel.create_project", ["p"])
        operation = {"type": "add_voxel", "x": 0, "y": 0, "z": 0, "color": [1, 2, 3], "brush": "round"}
        self.assertEqual(client.call("goxel.batch_operations", [[operation] * 3])["changed"], 1)
        self.assertEqual(len(self.warnings(1)), 1)

    def test_all_else_is_as_strict(self):
        client = self.connect()
        client.call("goxel.create_project", ["p"])
        for params in ({"x": 0, "y": 0, "z": 0, "colour": [1, 2, 3]}, {"x": 0.5, "y": 0, "z": 0, "color": "red"},
                       [0, 0, 0, 1, 2, 3, 255, 0, "surplus"], {"x": 0, "y": 0, "z": 0, "color": [1, 2, 300]}):
            self.assert_error(client.error("goxel.add_voxel", params), -32602, "invalid_params")
        self.assert_error(client.error("goxel.make_tea"), -32601, "method_not_found")

    def test_many_names_do_not_fill_the_log(self):
        client = self.connect()
        client.call("goxel.create_project", ["p"])
        for number in range(4):
            client.call("goxel.get_voxel", {"x": 0, "y": 0, "z": 0,
                                            **{f"name{number}-{i}-{'x' * 300}": i for i in range(200)}})
        warnings = self.warnings(256)
        self.assertEqual(len(warnings), 256)
        self.assertLess(max(map(len, warnings)), 500)

    def test_in_multi_mode_they_are_errors(self):
        strict = self.start("--workers", "1").connect()
        self.addCleanup(strict.close)
        error = strict.error("goxel.create_project", {"template": "empty"})
        self.assert_error(error, -32602, "invalid_params")
        self.assertEqual(error["data"]["path"], "params.template")


if __name__ == "__main__":
    daemon.main()
