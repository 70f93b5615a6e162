"""One whole job in one call: input, operations, outputs; and diff, which compares what came of it."""

import base64
import hashlib
import pathlib

import daemon
import pictures

RED = [200, 10, 10, 255]
CUBE = [{"type": "fill_box", "min": [0, 0, 0], "max": [3, 3, 3], "color": RED}]


class RunTest(daemon.DaemonTest):

    def setUp(self):
        super().setUp()
        self.client = self.connect()

    def run_job(self, **params):
        return self.client.call("goxel.run", params)

    def run_error(self, **params):
        return self.client.error("goxel.run", params)

    def files(self):
        return sorted(path.name for path in self.folder.iterdir() if path.is_file() and path.suffix != ".log")

    def test_from_nothing_to_files_without_a_session(self):
        result = self.run_job(operations=CUBE, outputs=["cube.gox", {"path": "cube.txt"},
                                                        {"path": "cube.png", "width": 32, "height": 24,
                                                         "camera_preset": "front", "options": {"unlit": True}}])
        self.assertEqual((result["success"], result["total_operations"], result["changed"], result["voxel_count"]),
                         (True, 1, 64, 64))
        self.assertEqual([(one["path"], one["format"]) for one in result["outputs"]],
                         [("cube.gox", "gox"), ("cube.txt", "txt"), ("cube.png", "png")])
        for one in result["outputs"]:
            content = (self.folder / one["path"]).read_bytes()
            self.assertEqual((one["size"], one["sha256"]), (len(content), hashlib.sha256(content).hexdigest()))
            self.assertNotIn("data", one)
        self.assertEqual(pictures.read_png((self.folder / "cube.png").read_bytes())[:2], (32, 24))
        self.assertEqual(self.client.call("goxel.list_sessions")["sessions"], [])
        self.assert_error(self.client.error("goxel.get_project_info"), -1101, "no_project")
        self.client.call("goxel.load_project", ["cube.gox"])
        self.assertEqual(len(daemon.voxels_of(self.client)), 64)

    def test_a_file_in_and_bytes_out(self):
        self.run_job(operations=CUBE, outputs=["in.gox"])
        data = base64.b64encode((self.folder / "in.gox").read_bytes()).decode()
        recolor = [{"type": "replace_color", "from": RED, "to": [1, 2, 3, 255], "layer": "all"}]
        answers = [self.run_job(input=given, operations=recolor, outputs=[{"format": "txt"}])
                   for given in ("in.gox", {"path": "in.gox"}, {"path": "in.gox", "format": "gox"}, {"data": data})]
        for answer in answers:
            [one] = answer["outputs"]
            text = base64.b64decode(one["data"])
            self.assertEqual((one["format"], one["size"], one["sha256"]),
                             ("txt", len(text), hashlib.sha256(text).hexdigest()))
            lines = [line for line in text.decode().splitlines() if not line.startswith("#")]
            self.assertEqual(len(lines), 64)
            self.assertTrue(all(line.endswith("010203") for line in lines), lines[0])
            self.assertEqual(answer["changed"], 64)

    def test_it_does_what_a_session_does(self):
        self.run_job(operations=CUBE + [{"type": "translate", "offset": [5, 0, 0]}], outputs=["run.gox"])
        self.client.call("goxel.create_project")
        self.client.call("goxel.fill_box", {"min": [0, 0, 0], "max": [3, 3, 3], "color": RED})
        self.client.call("goxel.translate", {"offset": [5, 0, 0]})
        self.assertTrue(self.client.call("goxel.diff", {"a": {"path": "run.gox"}})["identical"])
        box = self.client.call("goxel.get_image_box")
        self.client.call("goxel.load_project", ["run.gox"])
        self.assertEqual(self.client.call("goxel.get_image_box"), box)

    def test_the_connections_project_stays_as_it_is(self):
        self.client.call("goxel.create_project", ["mine"])
        before = self.client.call("goxel.get_project_info")
        self.run_job(operations=CUBE, outputs=["other.gox"])
        self.assertEqual(self.client.call("goxel.get_project_info"), before)

    def test_results_of_operations_on_request(self):
        result = self.run_job(operations=CUBE, outputs=["a.gox"], results=True)
        self.assertEqual(result["results"], [{"success": True, "changed": 64}])
        self.assertNotIn("results", self.run_job(operations=CUBE, outputs=["a.gox"]))

    def test_when_anything_fails_nothing_is_written(self):
        cases = [
            ({"operations": CUBE + [{"type": "clear", "layer": 9}], "outputs": ["a.gox"]}, -1106, "params.operations[1]"),
            ({"operations": CUBE, "outputs": ["a.gox", "a.xyz"]}, -32602, "params.outputs[1].path"),
            ({"operations": CUBE, "outputs": ["a.gox", {"path": "a.png", "camera": "none"}]}, -1106, "params.outputs[1]"),
            ({"operations": CUBE, "outputs": ["a.gox", {"path": "a.png", "width": 0}]}, -32602, "params.outputs[1].width"),
            ({"operations": CUBE, "outputs": ["a.gox", {"path": "b.gox", "width": 9}]}, -32602, "params.outputs[1].format"),
            ({"operations": CUBE, "outputs": ["a.gox", "a.gox"]}, -32602, "params.outputs[1].path"),
            ({"operations": CUBE, "outputs": [{}]}, -32602, "params.outputs[0].format"),
            ({"operations": CUBE, "outputs": [{"format": "xyz"}]}, -32602, "params.outputs[0].format"),
            ({"operations": CUBE, "outputs": [{"path": "a.png", "options": {"return_mode": "file_path"}}]}, -32602,
             "params.outputs[0].options.return_mode"),
            ({"operations": CUBE, "outputs": [{"path": "a.png", "options": {"renderer": "path"}}]}, -1114,
             "params.outputs[0]"),
            ({"operations": CUBE, "outputs": [5]}, -32602, "params.outputs[0]"),
            ({"operations": CUBE, "outputs": []}, -32602, "params.outputs"),
            ({"operations": CUBE, "outputs": [{"format": "txt"}] * 257}, -1105, "params.outputs"),
            ({"operations": CUBE}, -32602, "params.outputs"),
            ({"input": {"format": "vox"}, "outputs": ["a.gox"]}, -32602, "params.input"),
            ({"input": {"path": "a", "format": "xyz"}, "outputs": ["a.gox"]}, -32602, "params.input.format"),
            ({"input": {"data": "aaaa"}, "outputs": ["a.gox"]}, -1108, None),
            ({"input": "missing.gox", "outputs": ["a.gox"]}, -1107, None),
        ]
        before = self.files()
        for params, code, path in cases:
            with self.subTest(params):
                error = self.client.error("goxel.run", params)
                self.assertEqual((error["code"], error["data"].get("path")), (code, path), error)
                self.assertEqual(self.files(), before)

    def test_256_outputs_are_as_many_as_there_may_be(self):
        result = self.run_job(operations=CUBE, outputs=[{"format": "txt"}] * 256)
        self.assertEqual(len({one["sha256"] for one in result["outputs"]}), 1)

    def test_a_folder_that_is_not_there(self):
        error = self.run_error(operations=CUBE, outputs=["missing/a.gox"])
        self.assert_error(error, -1107, "file_error")
        self.assertEqual(error["data"]["path"], "params.outputs[0]")

    def test_it_stays_inside_the_root(self):
        root = self.folder / "root"
        root.mkdir()
        inside = self.start("--workers", "1", "--root", str(root)).connect()
        self.addCleanup(inside.close)
        for outside in ("../out.gox", "/tmp/goxel-run-out.gox"):
            error = inside.error("goxel.run", {"operations": CUBE, "outputs": [outside]})
            self.assert_error(error, -1107, "file_error")
        inside.call("goxel.run", {"operations": CUBE, "outputs": ["in.gox"]})
        self.assertTrue((root / "in.gox").is_file())
        self.assertFalse(pathlib.Path("/tmp/goxel-run-out.gox").exists())

    def test_it_can_be_cancelled(self):
        noise = {"type": "generate_noise", "seed": 1, "min": [0, 0, 0], "max": [255, 255, 127], "octaves": 8}
        sent = self.client.send_request("goxel.run", {"operations": [noise] * 8, "outputs": ["noise.gox"]})
        self.client.send('{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":%d}}' % sent)
        with self.assertRaises(daemon.RpcError) as cancelled:
            self.client.answer_to(sent)
        self.assert_error(cancelled.exception.error, -1109, "cancelled")
        self.assertNotIn("noise.gox", self.files())

    def test_many_at_once(self):
        clients = self.connect_many(4)
        for number, client in enumerate(clients):
            for _ in range(4):
                client.send_request("goxel.run", {"operations": [
                    {"type": "fill_box", "min": [0, 0, 0], "max": [number, 0, 0], "color": RED}],
                    "outputs": [f"{number}.gox"]})
        for number, client in enumerate(clients):
            answers = [client.receive() for _ in range(4)]  # jobs may overtake each other
            self.assertEqual([answer["result"]["voxel_count"] for answer in answers], [number + 1] * 4)


class DiffTest(daemon.DaemonTest):

    def setUp(self):
        super().setUp()
        self.client = self.connect()
        self.client.call("goxel.create_project", ["diff"])
        self.client.call("goxel.fill_box", {"min": [0, 0, 0], "max": [2, 0, 0], "color": RED})
        self.client.call("goxel.create_snapshot", ["before"])

    def diff(self, *params):
        return self.client.call("goxel.diff", list(params))

    def edit(self):
        self.client.call("goxel.add_voxel", [9, 1, -1, 1, 1, 1])
        self.client.call("goxel.remove_voxel", [0, 0, 0])
        self.client.call("goxel.paint_voxels", [1, 0, 0, 5, 5, 5])

    def test_the_open_project_and_a_snapshot(self):
        self.assertEqual(self.diff("snapshot:before", "current"),
                         {"success": True, "identical": True, "added": 0, "removed": 0, "recolored": 0, "layers": []})
        self.edit()
        expected = {"success": True, "identical": False, "added": 1, "removed": 1, "recolored": 1, "layers": [
            {"id": 1, "name": "Layer.1", "fate": "kept", "added": 1, "removed": 1, "recolored": 1,
             "bounds": {"min": [0, 0, -1], "max": [9, 1, 0]}}]}
        self.assertEqual(self.diff("snapshot:before", "current"), expected)
        self.assertEqual(self.diff("snapshot:before"), expected)
        back = self.diff("current", "snapshot:before")
        self.assertEqual((back["added"], back["removed"], back["recolored"]), (1, 1, 1))

    def test_layers_that_came_and_went(self):
        self.client.call("goxel.create_layer", ["new"])
        self.client.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1])
        self.client.call("goxel.delete_layer", [1])
        found = self.diff("snapshot:before")
        self.assertEqual([(layer["id"], layer["name"], layer["fate"], layer["added"], layer["removed"])
                          for layer in found["layers"]],
                         [(2, "new", "added", 1, 0), (1, "Layer.1", "removed", 0, 3)])

    def test_files(self):
        self.client.call("goxel.save_project", ["a.gox"])
        self.edit()
        self.client.call("goxel.save_project", ["b.gox"])
        data = base64.b64encode((self.folder / "a.gox").read_bytes()).decode()
        alone = self.connect()  # needs no project
        for a in ({"path": "a.gox"}, {"data": data}, {"data": data, "format": "gox"}):
            found = alone.call("goxel.diff", {"a": a, "b": {"path": "b.gox"}})
            self.assertEqual((found["added"], found["removed"], found["recolored"]), (1, 1, 1))
        self.assertTrue(self.diff({"path": "b.gox"})["identical"])

    def test_sessions_of_this_and_of_another_worker(self):
        own = self.client.call("goxel.get_project_info")["session"]
        for _ in range(4):  # new sessions go to the least-loaded worker
            other = self.client.call("goxel.create_project", {"name": "other", "bind": False})["session"]
            self.client.call("goxel.add_voxel", [0, 0, 0, 7, 7, 7], session=other)
            found = self.diff(own, other)
            self.assertEqual((found["added"], found["removed"], found["recolored"]), (0, 2, 1))
        self.assertTrue(self.diff(own)["identical"])

    def test_errors_say_which_side(self):
        cases = [
            (["snapshot:none"], -1106, "params.a"),
            (["current", "snapshot:none"], -1106, "params.b"),
            (["something"], -32602, "params.a.name"),
            (["s0-aaaaaaaaaaaaaaaa"], -1102, "params.a"),
            ([{"path": "missing.gox"}], -1107, "params.a"),
            ([{"path": "a", "name": "current"}], -32602, "params.a.name"),
            ([{"path": "a", "format": "xyz"}], -32602, "params.a.format"),
            (["current", 5], -32602, "params.b"),
            ([], -32602, "params.a"),
        ]
        for params, code, path in cases:
            with self.subTest(params):
                error = self.client.error("goxel.diff", dict(zip("ab", params)))
                self.assertEqual((error["code"], error["data"]["path"]), (code, path), error)
        self.client.call("goxel.close_project")
        self.assert_error(self.client.error("goxel.diff", ["current"]), -1101, "no_project")


if __name__ == "__main__":
    daemon.main()
