"""Files: what is saved comes back, whole or not at all, and in the order of the requests."""

import base64
import os

import daemon
import pictures
from daemon import DaemonTest

RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 128)


class Saving(DaemonTest):
    def setUp(self):
        super().setUp()
        self.client = self.connect()
        self.client.call("goxel.create_project", ["model", 40, 50, 60])
        self.client.call("goxel.add_voxel", [0, 0, 0, *RED])
        self.client.call("goxel.create_layer", ["überbau"])
        self.client.call("add_voxels", {"voxels": [[-1, 20, -33, *BLUE], [100, 0, 0, *RED]]})

    def test_a_saved_project_loads_as_it_was(self):
        before = daemon.project_state(self.client)
        saved = self.client.call("goxel.save_project", ["model.gox"])
        self.assertEqual((saved["success"], saved["path"], saved["format"]), (True, "model.gox", "gox"))
        self.assertEqual(saved["size_bytes"], (self.folder / "model.gox").stat().st_size)
        other = self.connect()
        loaded = other.call("goxel.load_project", {"path": "model.gox"})
        self.assertEqual((loaded["project_id"], loaded["layer_count"], loaded["voxel_count"]), ("model", 2, 3))
        self.assertEqual(daemon.project_state(other), before)
        status = other.call("goxel.get_status")
        self.assertEqual([status["width"], status["height"], status["depth"]], [40, 50, 60])

    def test_a_saved_file_says_the_same_to_another_reader(self):
        self.client.call("goxel.save_project", ["model.gox"])
        self.assertEqual(pictures.read_gox((self.folder / "model.gox").read_bytes()),
                         [("Layer.1", {(0, 0, 0): RED}),
                          ("überbau", {(-1, 20, -33): BLUE, (100, 0, 0): RED})])

    def test_two_saves_of_the_same_project_are_the_same_bytes(self):
        self.client.call("goxel.save_project", ["a.gox"])
        self.client.call("goxel.save_project", ["b.gox"])
        self.assertEqual((self.folder / "a.gox").read_bytes(), (self.folder / "b.gox").read_bytes())

    def test_save_without_a_path_goes_to_where_it_was_saved_last(self):
        self.assert_error(self.client.error("goxel.save_project"), -32602, "invalid_params")
        self.client.call("goxel.save_project", ["model.gox"])
        self.client.call("goxel.add_voxel", [7, 7, 7, *RED])
        self.assertEqual(self.client.call("goxel.save_project")["path"], "model.gox")
        layers = pictures.read_gox((self.folder / "model.gox").read_bytes())
        self.assertIn((7, 7, 7), layers[1][1])

    def test_a_save_makes_the_session_clean_and_an_edit_makes_it_dirty(self):
        is_dirty = lambda: self.client.call("goxel.list_sessions")["sessions"][0]["dirty"]
        self.assertIs(is_dirty(), True)
        self.client.call("goxel.save_project", ["model.gox"])
        self.assertIs(is_dirty(), False)
        self.client.call("goxel.remove_voxel", [100, 0, 0])
        self.assertIs(is_dirty(), True)

    def test_the_text_export_lists_every_voxel_by_path_and_as_data(self):
        self.client.call("goxel.export_model", ["model.txt"])
        by_path = (self.folder / "model.txt").read_bytes()
        exported = self.client.call("goxel.export_model", {"format": "text"})
        self.assertEqual(base64.b64decode(exported["data"], validate=True), by_path)
        self.assertEqual(exported["size_bytes"], len(by_path))
        lines = [line for line in by_path.decode().splitlines() if not line.startswith("#")]
        self.assertEqual({tuple(int(number) for number in line.split()[:3]) for line in lines},
                         {(0, 0, 0), (-1, 20, -33), (100, 0, 0)})
        self.assertIn("0 0 0 ff0000", lines)

    def test_an_exported_gox_loads_from_inline_data(self):
        data = self.client.call("goxel.export_model", {"format": "gox"})["data"]
        before = daemon.project_state(self.client)
        other = self.connect()
        self.assertEqual(other.call("goxel.load_project", {"data": data})["project_id"], "unnamed")
        self.assertEqual(daemon.project_state(other), before)

    def test_the_extension_decides_the_format_and_an_unknown_one_is_refused(self):
        self.assertEqual(self.client.call("goxel.save_project", ["no-extension"])["format"], "gox")
        self.assertEqual(self.client.call("goxel.export_model", ["MODEL.TXT"])["format"], "txt")
        self.assert_error(self.client.error("goxel.save_project", ["model.docx"]), -32602, "invalid_params")
        self.assertFalse((self.folder / "model.docx").exists())

    def test_pictures_go_to_the_path_to_the_managed_folder_and_into_the_reply(self):
        render = lambda **params: self.client.call("goxel.render_scene", {"width": 40, "height": 30, **params})
        render(output_path="picture.png")
        by_path = (self.folder / "picture.png").read_bytes()
        self.assertEqual(pictures.read_png(by_path)[:2], (40, 30))
        self.assertEqual(base64.b64decode(render()["image"], validate=True), by_path)
        managed = render(options={"return_mode": "file_path"})["file"]
        with open(managed["path"], "rb") as file:
            self.assertEqual(file.read(), by_path)
        self.assertEqual((managed["size"], managed["dimensions"]), (len(by_path), {"width": 40, "height": 30}))


class Atomicity(DaemonTest):
    def setUp(self):
        super().setUp()
        self.client = self.connect()
        self.client.call("goxel.create_project", ["model"])
        self.client.call("goxel.add_voxel", [1, 1, 1, *RED])
        self.client.call("goxel.save_project", ["model.gox"])
        self.file = self.folder / "model.gox"
        self.old = self.file.read_bytes()

    def names(self):
        return sorted(path.name for path in self.folder.iterdir() if path.suffix != ".log" and path.is_file())

    def test_a_save_over_an_existing_file_replaces_it_and_readers_keep_the_old_one(self):
        with open(self.file, "rb") as opened_before:
            self.client.call("goxel.add_voxel", [2, 2, 2, *BLUE])
            self.client.call("goxel.save_project", ["model.gox"])
            self.assertEqual(opened_before.read(), self.old)
        self.assertEqual(pictures.read_gox(self.file.read_bytes())[0][1], {(1, 1, 1): RED, (2, 2, 2): BLUE})
        self.assertEqual(self.names(), ["model.gox"])

    def test_a_failed_save_leaves_the_old_file_and_nothing_else(self):
        self.client.call("goxel.add_voxel", [2, 2, 2, *BLUE])
        (self.folder / "folder.gox").mkdir()
        for path in ("model.gox/inner.gox", "folder.gox", "missing/model.gox"):
            with self.subTest(path=path):
                self.assert_error(self.client.error("goxel.save_project", [path]), -1107, "file_error")
        self.assertEqual(self.file.read_bytes(), self.old)
        self.assertEqual(self.names(), ["model.gox"])
        self.assertEqual(list((self.folder / "folder.gox").iterdir()), [])

    def test_a_reader_never_sees_half_a_file_while_saves_go_on(self):
        ids = []
        for number in range(30):
            ids.append(self.client.send_request("goxel.add_voxel", [number, 5, 5, *RED]))
            ids.append(self.client.send_request("goxel.save_project", ["model.gox"]))
        answers = 0
        while answers < len(ids):
            pictures.read_gox(self.file.read_bytes())  # raises when it is cut off
            self.assertIn("result", self.client.receive())
            answers += 1
        self.client.call("goxel.save_project")
        self.assertEqual(len(pictures.read_gox(self.file.read_bytes())[0][1]), 31)

    def test_a_save_through_a_link_keeps_the_link(self):
        os.symlink("model.gox", self.folder / "link.gox")
        self.client.call("goxel.add_voxel", [2, 2, 2, *BLUE])
        self.client.call("goxel.save_project", ["link.gox"])
        self.assertTrue((self.folder / "link.gox").is_symlink())
        self.assertEqual(len(pictures.read_gox(self.file.read_bytes())[0][1]), 2)


class Loading(DaemonTest):
    def save(self, name, voxel):
        with self.daemon.connect() as client:
            client.call("goxel.create_project", [name])
            client.call("goxel.add_voxel", [*voxel])
            client.call("goxel.save_project", [f"{name}.gox"])
            client.call("goxel.close_project")

    def collect(self, client, ids):
        """{id: result} of answers that may overtake one another."""
        results = {}
        while len(results) < len(ids):
            answer = client.receive()
            self.assertIn("result", answer, answer)
            results[answer["id"]] = answer["result"]
        return [results[number] for number in ids]

    def test_requests_pipelined_behind_a_load_see_the_loaded_model_100_times(self):
        self.save("red", (0, 0, 0, *RED))
        self.save("blue", (0, 0, 0, 0, 0, 255, 255))
        client = self.connect()
        for number in range(100):
            name, color = (("red", [255, 0, 0]), ("blue", [0, 0, 255]))[number % 2]
            ids = [client.send_request("goxel.load_project", [f"{name}.gox"]),
                   client.send_request("goxel.get_voxel", [0, 0, 0]),
                   client.send_request("goxel.render_scene",
                                       {"width": 8, "height": 8, "camera_preset": "front",
                                        "options": {"unlit": True, "transparent": True, "samples": 1}})]
            _, voxel, rendered = self.collect(client, ids)
            self.assertEqual(voxel["color"], [*color, 255], number)
            _, _, pixels = pictures.read_png(base64.b64decode(rendered["image"]))
            self.assertEqual({pixel for pixel in pixels if pixel[3]}, {(*color, 255)}, number)
        self.assertEqual(client.call("status")["sessions"], 1)

    def test_edits_pipelined_behind_the_first_load_of_a_connection_go_to_it(self):
        self.save("red", (0, 0, 0, *RED))
        for _ in range(20):
            with self.daemon.connect() as client:
                self.collect(client, [client.send_request("goxel.load_project", ["red.gox"]),
                                      client.send_request("goxel.add_voxel", [1, 0, 0, *RED])])
                self.assertEqual(set(daemon.voxels_of(client)), {(0, 0, 0), (1, 0, 0)})

    def test_a_failed_load_leaves_the_old_project(self):
        client = self.connect()
        client.call("goxel.create_project", ["old"])
        client.call("goxel.add_voxel", [1, 2, 3, *RED])
        (self.folder / "bad.gox").write_bytes(b"GOX \x02\0\0\0BL16\xff\xff\xff\x7f")
        self.assert_error(client.error("goxel.load_project", ["bad.gox"]), -1108, "format_error")
        self.assert_error(client.error("goxel.load_project", ["missing.gox"]), -1107, "file_error")
        self.assert_error(client.error("goxel.load_project"), -32602, "invalid_params")
        self.assertEqual(daemon.voxels_of(client), {(1, 2, 3): RED})
        self.assertEqual(client.call("goxel.health_check")["project_id"], "old")
        self.assertEqual(client.call("status")["sessions"], 1)

    def test_a_load_without_binding_leaves_the_connections_own_project(self):
        self.save("red", (0, 0, 0, *RED))
        client = self.connect()
        client.call("goxel.create_project", ["own"])
        loaded = client.call("goxel.load_project", {"path": "red.gox", "bind": False})
        self.assertEqual(daemon.voxels_of(client), {})
        self.assertEqual(daemon.voxels_of(client, session=loaded["session"]), {(0, 0, 0): RED})

    def test_a_magicavoxel_file_loads_by_its_content(self):
        size = b"SIZE" + (12).to_bytes(4, "little") + bytes(4) + b"".join(n.to_bytes(4, "little") for n in (1, 1, 2))
        voxel = b"XYZI" + (8).to_bytes(4, "little") + bytes(4) + (1).to_bytes(4, "little") + bytes((0, 0, 1, 1))
        palette = b"RGBA" + (1024).to_bytes(4, "little") + bytes(4) + bytes((11, 22, 33, 255)) * 256
        chunks = size + voxel + palette
        (self.folder / "one.vox").write_bytes(b"VOX " + (150).to_bytes(4, "little") + b"MAIN" + bytes(4) +
                                              len(chunks).to_bytes(4, "little") + chunks)
        client = self.connect()
        self.assertEqual(client.call("goxel.load_project", ["one.vox"])["format"], "vox")
        self.assertEqual(list(daemon.voxels_of(client).values()), [(11, 22, 33, 255)])


class Root(DaemonTest):
    def setUp(self):
        self.outer = self.start(*self.FLAGS)  # its folder holds what is outside of the root
        root = self.outer.folder / "root"
        root.mkdir()
        (self.outer.folder / "secret.gox").write_bytes(b"GOX \x02\0\0\0")
        os.symlink("../secret.gox", root / "way-out.gox")
        self.root = root
        self.daemon = self.start(*self.FLAGS, "--root", str(root))
        self.folder = self.daemon.folder

    def test_nothing_outside_the_root_is_read_or_written(self):
        client = self.connect()
        client.call("goxel.create_project", ["inside"])
        outside = self.outer.folder / "secret.gox"
        before = outside.read_bytes()
        for path in ("../secret.gox", "way-out.gox", str(outside), "/etc/hostname"):
            with self.subTest(path=path):
                self.assert_error(client.error("goxel.load_project", [path]), -1107, "file_error")
                self.assert_error(client.error("goxel.save_project", {"path": path, "format": "gox"}), -1107,
                                  "file_error")
        self.assertEqual(outside.read_bytes(), before)
        client.call("goxel.save_project", ["model.gox"])
        client.call("goxel.load_project", [str(self.root / "model.gox")])


if __name__ == "__main__":
    daemon.main()
