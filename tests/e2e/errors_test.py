"""Each failure has its code and reason, and leaves the session as it was."""

import base64
import json

import daemon
import pictures
from daemon import DaemonTest


class Failures(DaemonTest):
    def setUp(self):
        super().setUp()
        self.client = self.connect()
        self.client.call("goxel.create_project", ["kept"])
        self.client.call("add_voxels", {"voxels": [[0, 0, 0, 255, 0, 0], [-17, 40, 3, 1, 2, 3, 128]]})
        self.client.call("goxel.create_layer", ["upper"])
        self.client.call("goxel.add_voxel", [5, 5, 5, 9, 8, 7, 255])
        self.before = daemon.project_state(self.client)
        self.assertEqual(len(self.before[1]), 2)
        self.addCleanup(self.check_nothing_changed)

    def check_nothing_changed(self):
        if self.daemon.process.poll() is None:
            self.assertEqual(daemon.project_state(self.client), self.before)

    def fails(self, code, reason, method, params=None, **members):
        error = self.client.error(method, params, **members)
        self.assert_error(error, code, reason)
        self.assertEqual(daemon.project_state(self.client), self.before)
        return error

    def send_malformed(self, text, code, reason, expected_id=None):
        self.client.send(text + "\n")
        answer = self.client.receive()
        self.assertEqual(answer["jsonrpc"], "2.0")
        self.assertNotIn("result", answer)
        self.assertEqual(answer["id"], expected_id)
        self.assert_error(answer["error"], code, reason)

    def test_a_bad_parameter_names_its_path(self):
        for method, params, path in (
                ("goxel.add_voxel", {"x": 1, "y": 2, "z": 3, "color": [300, 0, 0]}, "params.color[0]"),
                ("goxel.add_voxel", [1, 2, "three", 0, 0, 0], "params[2]"),
                ("goxel.get_voxel", {"x": 0, "y": 0, "z": 2 ** 31}, "params.z"),
                ("goxel.get_voxel", {"position": [0, 0, 0], "colour": 1}, "params.colour"),
                ("goxel.create_layer", {"visible": "yes"}, "params.visible"),
                ("goxel.create_project", {"width": 0}, "params.width"),
                ("goxel.render_scene", {"options": {"samples": 17}}, "params.options.samples"),
                ("goxel.render_scene", {"camera_preset": "sideways"}, "params.camera_preset"),
                ("goxel.export_model", {"format": "docx"}, "params.format"),
                ("add_voxels", {"voxels": [[1, 1, 1, 1, 1, 1], [2, 2, 2, 256, 0, 0]]}, "params.voxels[1]")):
            with self.subTest(method=method, path=path):
                error = self.fails(-32602, "invalid_params", method, params)
                self.assertTrue(error["data"]["path"].startswith(path), error)
                self.assertIn(path, error["message"])

    def test_a_value_that_only_the_engine_can_judge_names_its_path_too(self):
        for method, params, path in (
                ("goxel.scale", {"factor": 0}, "params.factor"),
                ("goxel.scale", {"factor": [1, -1, 1]}, "params.factor"),
                ("goxel.extrude", {"x": 90, "y": 0, "z": 0, "face": "+z", "distance": 1}, "params.position"),
                ("goxel.flood_fill", {"x": 900, "y": 0, "z": 0, "color": [1, 2, 3]}, "params.position"),
                ("goxel.generate_noise", {"scale": 0.5}, "params.scale"),
                ("goxel.merge_layers", {"source": None, "target": 1}, "params.source"),
                ("goxel.boolean_layers", {"op": "union", "source": None, "target": 1}, "params.source"),
                ("goxel.create_snapshot", {"name": ""}, "params.name")):
            error = self.client.error(method, params)
            self.assert_error(error, -32602, "invalid_params")
            self.assertEqual(error["data"]["path"], path)

    def test_a_missing_colour_is_a_bad_parameter(self):
        self.fails(-32602, "invalid_params", "goxel.add_voxel", {"x": 1, "y": 2, "z": 3})

    def test_a_surplus_value_is_a_bad_parameter(self):
        self.fails(-32602, "invalid_params", "goxel.close_project", [False, 1])

    def test_an_unknown_method_suggests_the_nearest_one(self):
        for unknown, meant in (("goxel.list_layer", "; did you mean goxel.list_layers?"),
                               ("goxel.creat_project", "; did you mean goxel.create_project?"),
                               # The prefix is what a beginner forgets.
                               ("create_project", "; did you mean goxel.create_project?"),
                               ("render", "; did you mean goxel.render_scene?"),
                               ("goxel.render_", "; did you mean goxel.render_scene?"),
                               ("pin", "; did you mean ping?"),
                               ("goxel.help", ""), ("", ""), ("x" * 100000, "")):
            with self.subTest(unknown=unknown[:50]):
                error = self.fails(-32601, "method_not_found", unknown)
                self.assertTrue(error["message"].endswith(unknown[-20:] + meant) or len(unknown) > 100, error)
                self.assertEqual("did you mean" in error["message"], bool(meant), error["message"][:200])

    def test_an_unknown_protocol_method_is_not_found(self):
        self.fails(-32601, "method_not_found", "rpc.nothing")

    def test_broken_json_is_a_parse_error_with_a_null_id(self):
        for text in ("{oops", '{"jsonrpc":"2.0","method":"ping","id":1,}', "hello", '{"a":"\\ud800"}', "}"):
            with self.subTest(text=text):
                self.send_malformed(text, -32700, "parse_error")

    def test_a_bad_envelope_is_an_invalid_request_with_the_id_that_could_be_read(self):
        for text, expected_id in (("{}", None),
                                  ('{"jsonrpc":"1.0","method":"ping","id":1}', 1),
                                  ('{"method":"ping","id":2}', 2),
                                  ('{"jsonrpc":2.0,"method":"ping","id":3}', 3),
                                  ('{"jsonrpc":"2.0","id":4}', 4),
                                  ('{"jsonrpc":"2.0","method":5,"id":5}', 5),
                                  ('{"jsonrpc":"2.0","method":"ping","params":"x","id":"six"}', "six"),
                                  ('{"jsonrpc":"2.0","method":"ping","id":true}', None),
                                  ('{"jsonrpc":"2.0","method":"ping","id":[1]}', None),
                                  ('{"jsonrpc":"2.0","method":"ping","method":"ping","id":9}', 9),
                                  ('{"jsonrpc":"2.0","method":"ping","id":1,"id":2}', None)):
            with self.subTest(text=text):
                self.send_malformed(text, -32600, "invalid_request", expected_id)

    def test_a_missing_file_is_a_file_error_that_names_it(self):
        error = self.fails(-1107, "file_error", "goxel.load_project", ["nowhere/model.gox"])
        self.assertIn("nowhere/model.gox", error["message"])

    def test_a_folder_is_no_file_to_load(self):
        (self.folder / "folder.gox").mkdir()
        self.fails(-1107, "file_error", "goxel.load_project", ["folder.gox"])

    def test_a_truncated_gox_file_is_a_format_error_with_its_offset(self):
        whole = base64.b64decode(self.client.call("goxel.export_model", {"format": "gox"})["data"])
        boundaries = {8} | {end for _, _, end in pictures.gox_chunks(whole)}
        cuts = sorted(({*range(0, len(whole), 41)} | {at - 1 for at in boundaries} | {at + 1 for at in boundaries})
                      - boundaries)
        for cut in (c for c in cuts if c < len(whole)):
            with self.subTest(cut=cut):
                (self.folder / "cut.gox").write_bytes(whole[:cut])
                error = self.fails(-1108, "format_error", "goxel.load_project", {"path": "cut.gox", "format": "gox"})
                self.assertLessEqual(error["data"]["offset"], cut)

    def test_a_file_of_no_known_format_is_a_format_error(self):
        (self.folder / "notes.gox").write_bytes(b"these are no voxels")
        self.fails(-1108, "format_error", "goxel.load_project", ["notes.gox"])

    def test_an_unwritable_folder_is_a_file_error(self):
        (self.folder / "file").write_text("in the way")  # no folder for anyone, root included
        for method, params in (("goxel.save_project", ["file/model.gox"]),
                               ("goxel.export_model", ["file/model.txt"]),
                               ("goxel.render_scene", ["file/picture.png", 16, 16]),
                               ("goxel.save_project", ["missing/model.gox"])):
            with self.subTest(method=method, params=params):
                self.fails(-1107, "file_error", method, params)
        self.assertEqual((self.folder / "file").read_text(), "in the way")

    def test_an_unknown_layer_is_not_found(self):
        self.fails(-1106, "not_found", "goxel.get_voxel", {"position": [0, 0, 0], "layer": 99})
        self.fails(-1106, "not_found", "goxel.add_voxel", [0, 0, 0, 255, 0, 0, 255, "none"])

    def test_an_unknown_session_is_not_found(self):
        self.fails(-1102, "session_not_found", "goxel.list_layers", session="s0-aaaaaaaaaaaaaaaa")
        self.fails(-1102, "session_not_found", "goxel.attach_session", ["no session at all"])

    def test_a_failed_list_of_voxels_stores_none_of_them(self):
        self.fails(-32602, "invalid_params", "add_voxels", {"voxels": [[7, 7, 7, 1, 1, 1], [8, 8]]})


class NothingOpen(DaemonTest):
    def test_methods_that_need_a_project_say_so(self):
        client = self.connect()
        for method, params in (("goxel.add_voxel", [0, 0, 0, 1, 1, 1]), ("goxel.get_layer_voxels", {}),
                               ("goxel.save_project", ["x.gox"]), ("goxel.render_scene", None),
                               ("goxel.close_project", None), ("goxel.create_layer", None)):
            with self.subTest(method=method):
                self.assert_error(client.error(method, params), -1101, "no_project")

    def test_status_and_layers_answer_without_a_project(self):
        client = self.connect()
        self.assertEqual(client.call("goxel.list_layers"), {"count": 0, "layers": []})
        status = client.call("goxel.get_status")
        self.assertEqual([status[key] for key in ("layer_count", "width", "height", "depth")], [0, 0, 0, 0])

    def test_a_failed_load_leaves_no_session(self):
        client = self.connect()
        self.assert_error(client.error("goxel.load_project", ["missing.gox"]), -1107, "file_error")
        self.assertEqual(client.call("goxel.list_sessions")["count"], 0)
        self.assert_error(client.error("goxel.get_voxel", [0, 0, 0]), -1101, "no_project")

    def test_a_reply_is_one_line_of_compact_json_with_the_members_of_the_specification(self):
        client = self.connect()
        client.send('{"jsonrpc":"2.0","method":"nothing","id":"x"}\n')
        line = client.receive_line()
        answer = json.loads(line)
        self.assertEqual(set(answer), {"jsonrpc", "error", "id"})
        self.assertEqual(line.decode(), json.dumps(answer, separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    daemon.main()
