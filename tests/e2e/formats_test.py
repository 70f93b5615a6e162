"""Formats over the wire: what is exported and imported, in which format, and what is refused."""

import base64
import struct

import daemon
import pictures
from daemon import DaemonTest

RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


def parse_obj(text):
    """[(x, y, z, r, g, b)], [[index from 0]] and the names of groups."""
    vertices, faces, groups = [], [], []
    for line in text.splitlines():
        key, *words = line.split()
        if key == "v":
            vertices.append(tuple(float(word) for word in words))
        elif key == "f":
            faces.append([int(word) - 1 for word in words])
        elif key == "g":
            groups.append(words[0])
    return vertices, faces, groups


def parse_binary_ply(data):
    header, _, body = data.partition(b"end_header\n")
    counts = [int(line.split()[2]) for line in header.splitlines() if line.startswith(b"element")]
    vertices = [struct.unpack_from("<3f3B", body, 15 * i) for i in range(counts[0])]
    faces = [list(struct.unpack_from("<B4i", body, 15 * counts[0] + 17 * i))[1:] for i in range(counts[1])]
    assert len(body) == 15 * counts[0] + 17 * counts[1]
    return vertices, faces


class Exports(DaemonTest):
    def setUp(self):
        super().setUp()
        self.client = self.connect()
        self.client.call("goxel.create_project", ["model"])
        self.client.call("add_voxels", {"voxels": [[-1, 2, 3, *RED], [0, 2, 3, *RED]]})

    def export(self, **params):
        result = self.client.call("goxel.export_model", params)
        return result, base64.b64decode(result["data"], validate=True)

    def test_obj_and_ply_hold_the_ten_faces_of_two_voxels(self):
        result, obj = self.export(format="obj")
        self.assertEqual((result["success"], result["format"], result["warnings"]), (True, "obj", []))
        vertices, faces, groups = parse_obj(obj.decode())
        self.assertEqual((len(vertices), len(faces), groups), (12, 10, ["model"]))
        self.assertEqual({vertex[:3] for vertex in vertices},
                         {(x, y, z) for x in (-1, 0, 1) for y in (2, 3) for z in (3, 4)})
        self.assertEqual({vertex[3:] for vertex in vertices}, {(1, 0, 0)})
        _, ply = self.export(format="ply")
        ply_vertices, ply_faces = parse_binary_ply(ply)
        self.assertEqual([vertex[:3] for vertex in ply_vertices], [vertex[:3] for vertex in vertices])
        self.assertEqual({vertex[3:] for vertex in ply_vertices}, {RED[:3]})
        self.assertEqual(ply_faces, faces)

    def test_options_turn_the_model_write_text_and_keep_layers_apart(self):
        _, obj = self.export(format="obj", options={"up": "y"})
        self.assertEqual({vertex[:3] for vertex in parse_obj(obj.decode())[0]},
                         {(x, y, z) for x in (-1, 0, 1) for y in (3, 4) for z in (-2, -3)})
        _, ply = self.export(format="ply", options={"ascii": True})
        self.assertIn("format ascii 1.0", ply.decode())
        self.client.call("goxel.create_layer", ["top layer"])
        self.client.call("goxel.add_voxel", [1, 2, 3, *BLUE])
        self.assertEqual(self.export(format="obj")[0]["warnings"], ["2 layers merged into one"])
        result, obj = self.export(format="obj", options={"per_layer": True})
        self.assertEqual(parse_obj(obj.decode())[2], ["Layer.1", "top_layer"])
        self.assertEqual(result["warnings"], [])

    def test_the_extension_decides_in_any_case_of_letters(self):
        for path, format_name, start in (("a.OBJ", "obj", b"# "), ("b.Ply", "ply", b"ply\n"), ("c.VoX", "vox", b"VOX "),
                                         ("d.pNG", "png", b"\x89PNG")):
            with self.subTest(path=path):
                result = self.client.call("goxel.export_model", [path])
                self.assertEqual((result["path"], result["format"]), (path, format_name))
                data = (self.folder / path).read_bytes()
                self.assertEqual(data[:len(start)], start)
                self.assertEqual(len(data), result["size_bytes"])
                by_name = self.export(format=format_name.upper())[1]
                self.assertEqual(by_name, data)

    def test_a_picture_is_a_render_with_the_defaults(self):
        rendered = base64.b64decode(self.client.call("goxel.render_scene")["image"])
        self.assertEqual(self.export(format="png")[1], rendered)
        self.assertEqual(pictures.read_png(rendered)[:2], (512, 512))

    def test_unknown_formats_and_options_are_refused_and_leave_no_file(self):
        for params, path in (({"format": "dwg"}, "params.format"), ({"path": "model.dwg"}, "params.path"),
                             ({"format": "png", "options": {"up": "y"}}, "params.options.up"),
                             ({"format": "obj", "options": {"ascii": True}}, "params.options.ascii"),
                             ({"format": "ply", "options": {"per_layer": False}}, "params.options.per_layer"),
                             ({"path": "model.obj", "options": {"up": "x"}}, "params.options.up"),
                             ({"path": "model.obj", "options": {"scale": 2}}, "params.options.scale"), ({}, "")):
            with self.subTest(params=params):
                error = self.client.error("goxel.export_model", params)
                self.assert_error(error, -32602, "invalid_params")
                if path:
                    self.assertIn(path, error["message"] + error["data"].get("path", ""))
        self.assertEqual([file.name for file in self.folder.glob("model*")], [])
        self.assert_error(self.client.error("goxel.save_project", ["model.png"]), -32602, "invalid_params")

    def test_an_export_into_a_missing_folder_is_a_file_error(self):
        self.assert_error(self.client.error("goxel.export_model", ["missing/model.obj"]), -1107, "file_error")

    def test_a_project_saved_as_vox_loads_as_it_was_and_is_still_dirty(self):
        self.client.call("goxel.create_layer", ["hidden"])
        self.client.call("goxel.add_voxel", [-300, 5, 6, 1, 2, 3, 255])
        self.client.call("goxel.set_layer_visibility", ["hidden", False])
        saved = self.client.call("goxel.save_project", ["model.vox"])
        self.assertEqual((saved["format"], saved["warnings"]), ("vox", []))
        self.assertIs(self.client.call("goxel.list_sessions")["sessions"][0]["dirty"], True)
        other = self.connect()
        other.call("goxel.load_project", ["model.vox"])
        layers = other.call("goxel.list_layers")["layers"]
        self.assertEqual([(layer["name"], layer["visible"]) for layer in layers], [("Layer.1", True), ("hidden", False)])
        self.assertEqual(daemon.voxels_of(other, "Layer.1"), {(-1, 2, 3): RED, (0, 2, 3): RED})
        self.assertEqual(daemon.voxels_of(other, "hidden"), {(-300, 5, 6): (1, 2, 3, 255)})

    def test_more_than_255_colors_are_reduced_in_a_vox_with_a_warning(self):
        self.client.call("add_voxels", {"voxels": [[i, 9, 9, i % 256, i // 256, 7] for i in range(300)]})
        result, data = self.export(format="vox")
        self.assertIn("301 colours reduced to 255", result["warnings"])
        other = self.connect()
        other.call("goxel.load_project", {"data": base64.b64encode(data).decode()})
        self.assertEqual(sum(len(daemon.voxels_of(other, layer["id"]))
                             for layer in other.call("goxel.list_layers")["layers"]), 302)


class Imports(DaemonTest):
    def setUp(self):
        super().setUp()
        maker = self.connect()
        maker.call("goxel.create_project", ["source"])
        maker.call("goxel.add_voxel", [1, 2, 3, *BLUE])
        maker.call("goxel.create_layer", ["second"])
        maker.call("goxel.add_voxel", [4, 5, 6, *BLUE])
        for path in ("source.gox", "source.vox"):
            maker.call("goxel.save_project", [path])
        self.data = maker.call("goxel.export_model", {"format": "gox"})["data"]
        self.client = self.connect()
        self.client.call("goxel.create_project", ["model"])
        self.client.call("goxel.add_voxel", [1, 2, 3, *RED])

    def names(self):
        return [layer["name"] for layer in self.client.call("goxel.list_layers")["layers"]]

    def test_an_import_adds_layers_and_undo_takes_all_of_them_back(self):
        for params in ({"path": "source.gox"}, {"path": "source.vox"}, {"data": self.data},
                       {"data": self.data, "format": "GOX", "offset": [0, 0, 0]}):
            with self.subTest(params=sorted(params)):
                result = self.client.call("goxel.import_model", params)
                self.assertEqual((result["success"], result["voxel_count"], result["warnings"]), (True, 2, []))
                self.assertEqual([layer["name"] for layer in result["layers"]], ["Layer.1", "second"])
                self.assertEqual(self.names(), ["Layer.1", "Layer.1", "second"])
                self.assertEqual([daemon.voxels_of(self.client, layer["id"]) for layer in result["layers"]],
                                 [{(1, 2, 3): BLUE}, {(4, 5, 6): BLUE}])
                self.assertEqual(self.client.call("goxel.undo")["steps"], 1)
                self.assertEqual(self.names(), ["Layer.1"])
        self.assertEqual(daemon.voxels_of(self.client), {(1, 2, 3): RED})
        self.assertEqual(self.client.call("goxel.health_check")["project_id"], "model")

    def test_an_import_moves_and_merges_into_a_layer(self):
        result = self.client.call("goxel.import_model", {"path": "source.gox", "layer": "Layer.1", "offset": [-3, -3, -3]})
        self.assertEqual((result["voxel_count"], result["layers"]), (2, [{"id": 1, "name": "Layer.1"}]))
        self.assertEqual(daemon.voxels_of(self.client), {(1, 2, 3): BLUE, (-2, -1, 0): BLUE})
        self.client.call("goxel.undo")
        self.assertEqual(daemon.voxels_of(self.client), {(1, 2, 3): RED})

    def test_requests_pipelined_behind_an_import_see_it(self):
        ids = [self.client.send_request("goxel.import_model", {"path": "source.gox"}),
               self.client.send_request("goxel.add_voxel", {"x": 9, "y": 9, "z": 9, "color": [*RED], "layer": "second"}),
               self.client.send_request("goxel.get_voxel", [4, 5, 6])]
        answers = {}
        while len(answers) < len(ids):
            answer = self.client.receive()
            self.assertIn("result", answer, answer)
            answers[answer["id"]] = answer["result"]
        self.assertEqual(answers[ids[2]]["color"], [*BLUE])
        self.assertEqual(daemon.voxels_of(self.client, "second"), {(4, 5, 6): BLUE, (9, 9, 9): RED})

    def test_an_import_that_fails_changes_nothing(self):
        before = daemon.project_state(self.client)
        (self.folder / "bad.gox").write_bytes(b"GOX \x02\0\0\0BL16\xff\xff\xff\x7f")
        for params, code, reason in (({"path": "bad.gox"}, -1108, "format_error"),
                                     ({"path": "missing.gox"}, -1107, "file_error"),
                                     ({"path": "source.gox", "layer": "none"}, -1106, "not_found"),
                                     ({"path": "source.gox", "offset": [2**31 - 2, 0, 0]}, -1105, "limit_exceeded"),
                                     ({"path": "source.gox", "format": "obj"}, -32602, "invalid_params"),
                                     ({"path": "source.gox", "format": "dwg"}, -32602, "invalid_params"),
                                     ({"path": "source.gox", "data": self.data}, -32602, "invalid_params"),
                                     ({}, -32602, "invalid_params")):
            with self.subTest(params=sorted(params)):
                self.assert_error(self.client.error("goxel.import_model", params), code, reason)
        self.assertEqual(daemon.project_state(self.client), before)
        self.assertEqual(self.client.call("goxel.get_history")["undo_count"], 1)

    def test_an_import_without_a_project_is_refused(self):
        self.assert_error(self.connect().error("goxel.import_model", ["source.gox"]), -1101, "no_project")


class Layers(DaemonTest):
    FLAGS = (*DaemonTest.FLAGS, "--limit-layers", "3")

    def test_an_import_has_room_for_layers_at_the_bound_and_not_past_it(self):
        client = self.connect()
        client.call("goxel.create_project")
        client.call("goxel.create_layer")
        data = client.call("goxel.export_model", {"format": "gox"})["data"]
        client.call("goxel.delete_layer", {"layer": 2})
        self.assertEqual(len(client.call("goxel.import_model", {"data": data})["layers"]), 2)
        error = client.error("goxel.import_model", {"data": data})
        self.assert_error(error, -1105, "limit_exceeded")
        self.assertEqual((error["data"]["limit"], error["data"]["maximum"], error["data"]["found"]), ("layers", 3, 5))


class Listing(DaemonTest):
    def test_list_formats_tells_what_each_can_do(self):
        formats = {row["name"]: row for row in self.connect().call("goxel.list_formats")["formats"]}
        can = {name: (row["can_read"], row["can_write"]) for name, row in formats.items()}
        for name, expected in {"gox": (True, True), "vox": (True, True), "txt": (False, True), "obj": (False, True),
                               "ply": (False, True), "png": (False, True)}.items():
            self.assertEqual(can[name], expected, name)
        self.assertEqual(formats["obj"]["extensions"], ["obj"])
        self.assertEqual([option["name"] for option in formats["ply"]["options"]], ["up", "ascii"])
        self.assertEqual(formats["gox"]["lossy_notes"], "")
        self.assertTrue(formats["vox"]["lossy_notes"])

    def test_every_format_that_is_listed_as_written_is(self):
        client = self.connect()
        client.call("goxel.create_project")
        client.call("goxel.add_voxel", [0, 0, 0, *RED])
        for row in client.call("goxel.list_formats")["formats"]:
            for name in (row["name"], *row["aliases"], *row["extensions"]):
                with self.subTest(name=name):
                    if row["can_write"]:
                        self.assertEqual(client.call("goxel.export_model", {"format": name})["format"], row["name"])
                    else:
                        self.assert_error(client.error("goxel.export_model", {"format": name}), -32602, "invalid_params")


if __name__ == "__main__":
    daemon.main()
