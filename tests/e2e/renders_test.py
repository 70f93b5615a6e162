"""The managed folder of pictures: list_renders, get_render_info, cleanup_render, get_render_stats."""

import base64
import hashlib
import os
import pathlib

import daemon
import pictures


class RendersTest(daemon.DaemonTest):

    def setUp(self):
        super().setUp()
        self.client = self.connect()
        self.client.call("goxel.create_project", ["renders"])
        self.client.call("goxel.add_voxel", [0, 0, 0, 200, 10, 10])

    def render(self, width=16, height=8):
        return self.client.call("goxel.render_scene", {"width": width, "height": height,
                                                       "options": {"return_mode": "file_path"}})["file"]

    def stats(self):
        result = self.client.call("goxel.get_render_stats")
        self.assertTrue(result["success"])
        return result["stats"]

    def test_a_fresh_daemon_has_none_and_needs_no_project(self):
        other = self.connect()
        self.assertEqual(other.call("goxel.list_renders"), {"success": True, "count": 0, "total_size": 0, "renders": []})
        stats = other.call("goxel.get_render_stats", {})["stats"]
        self.assertEqual((stats["active_renders"], stats["total_renders"], stats["current_cache_size"],
                          stats["files_cleaned"], stats["cache_usage_percent"]), (0, 0, 0, 0, 0))
        self.assertEqual((stats["max_cache_size"], stats["cleanup_thread_active"]), (1 << 30, True))

    def test_pictures_are_listed_with_what_their_files_are(self):
        first, second = self.render(), self.render(24, 24)
        listed = self.client.call("goxel.list_renders")
        self.assertEqual((listed["success"], listed["count"]), (True, 2))
        self.assertEqual([render["path"] for render in listed["renders"]], [first["path"], second["path"]])
        self.assertEqual(listed["total_size"], sum(os.path.getsize(r["path"]) for r in (first, second)))
        session = self.client.call("goxel.get_project_info")["session"]
        for render, size in zip(listed["renders"], ((16, 8), (24, 24))):
            content = pathlib.Path(render["path"]).read_bytes()
            self.assertEqual(render["size"], len(content))
            self.assertEqual(render["checksum"], "sha256:" + hashlib.sha256(content).hexdigest())
            self.assertEqual((render["dimensions"], render["format"]), ({"width": size[0], "height": size[1]}, "png"))
            self.assertEqual(render["expires_at"], render["created_at"] + 3600)
            self.assertTrue(0 < render["ttl_remaining"] <= 3600)
            self.assertEqual(render["session_id"], session)

    def test_one_picture_by_name_and_by_position(self):
        path = self.render()["path"]
        listed = self.client.call("goxel.list_renders")["renders"][0]
        for params in ({"path": path}, [path]):
            found = self.client.call("goxel.get_render_info", params)
            self.assertEqual(found["render"], found["file"])
            for member in ("path", "size", "checksum", "created_at", "expires_at", "session_id", "dimensions"):
                self.assertEqual(found["file"][member], listed[member])
            self.assertTrue(0 < found["ttl_remaining"] <= 3600)

    def test_a_picture_that_is_cleaned_up_is_gone(self):
        kept, gone = self.render(), self.render()
        cleaned = self.client.call("goxel.cleanup_render", {"path": gone["path"]})
        self.assertEqual(cleaned, {"success": True, "message": "Render cleaned up successfully",
                                   "freed_bytes": gone["size"]})
        self.assertFalse(os.path.exists(gone["path"]))
        self.assertTrue(os.path.exists(kept["path"]))
        for method in ("goxel.cleanup_render", "goxel.get_render_info"):
            self.assert_error(self.client.error(method, [gone["path"]]), -1106, "not_found")
        stats = self.stats()
        self.assertEqual((stats["active_renders"], stats["total_renders"], stats["files_cleaned"],
                          stats["bytes_freed"], stats["current_cache_size"]), (1, 2, 1, gone["size"], kept["size"]))
        self.assertEqual(stats["cache_usage_percent"], kept["size"] / (1 << 30))

    def test_no_path_outside_the_folder_can_be_named(self):
        folder = os.path.dirname(self.render()["path"])
        secret = self.folder / "secret.png"
        secret.write_text("secret")
        (pathlib.Path(folder) / "stranger.png").write_text("not a render")
        os.symlink(secret, os.path.join(folder, "link.png"))
        paths = [str(secret), "secret.png", f"{folder}/../secret.png", f"{folder}/./../secret.png", f"{folder}/link.png",
                 f"{folder}/stranger.png", folder, f"{folder}/", "/etc/passwd", "", "x" * 5000, "\0", "a\0b"]
        for path in paths:
            for method in ("goxel.cleanup_render", "goxel.get_render_info"):
                self.assert_error(self.client.error(method, {"path": path}), -1106, "not_found")
        self.assertEqual(secret.read_text(), "secret")
        self.assertTrue(os.path.exists(os.path.join(folder, "stranger.png")))
        self.assertGreater(self.stats()["security_violations"], 0)

    def test_the_path_must_be_given(self):
        for method in ("goxel.cleanup_render", "goxel.get_render_info"):
            error = self.client.error(method)
            self.assert_error(error, -32602, "invalid_params")
            self.assertEqual(error["data"]["path"], "params.path")
            self.assert_error(self.client.error(method, [5]), -32602, "invalid_params")

    def test_pictures_of_another_user_are_none(self):
        # A connection over TCP is no user of the machine.
        both = self.start(*self.FLAGS, tcp=True)
        here, there = both.connect(), both.connect_tcp()
        self.addCleanup(here.close)
        self.addCleanup(there.close)
        here.call("goxel.create_project", ["mine"])
        path = here.call("goxel.render_scene", {"width": 8, "height": 8,
                                                "options": {"return_mode": "file_path"}})["file"]["path"]
        self.assertEqual(there.call("goxel.list_renders")["count"], 0)
        for method in ("goxel.cleanup_render", "goxel.get_render_info"):
            self.assert_error(there.error(method, [path]), -1106, "not_found")
        self.assertEqual(here.call("goxel.list_renders")["count"], 1)

    def test_sweeps_are_told(self):
        quick = self.start("--workers", "1", "--render-cleanup-interval", "1", "--render-ttl", "1").connect()
        self.addCleanup(quick.close)
        quick.call("goxel.create_project", ["short"])
        quick.call("goxel.render_scene", {"width": 8, "height": 8, "options": {"return_mode": "file_path"}})
        stats = {}

        def is_swept():
            stats.update(quick.call("goxel.get_render_stats")["stats"])
            return stats["files_cleaned"] == 1

        self.wait_for("the picture to expire", is_swept)
        self.assertEqual((stats["active_renders"], stats["total_renders"]), (0, 1))
        self.assertGreaterEqual(stats["total_cleanups"], 1)
        self.assertEqual(stats["next_cleanup"], stats["last_cleanup"] + 1)
        self.assertEqual(quick.call("goxel.list_renders")["count"], 0)


class ViewsTest(daemon.DaemonTest):
    """render_views: several presets in one call."""

    NAMES = ["front", "back", "left", "right", "top", "bottom", "isometric"]

    def setUp(self):
        super().setUp()
        self.client = self.connect()
        self.client.call("goxel.create_project", ["views"])
        self.client.call("goxel.fill_box", {"min": [0, 0, 0], "max": [3, 2, 1], "color": [200, 10, 10]})

    def views(self, **params):
        return self.client.call("goxel.render_views", {"width": 16, "height": 12, **params})

    def single(self, view):
        image = self.client.call("goxel.render_scene", {"width": 16, "height": 12, "camera_preset": view})["image"]
        return base64.b64decode(image)

    def test_each_is_what_render_scene_draws(self):
        result = self.views()
        self.assertEqual([view["view"] for view in result["views"]], self.NAMES)
        self.assertEqual((result["count"], result["dimensions"]), (7, {"width": 16, "height": 12}))
        for view in result["views"]:
            self.assertEqual(base64.b64decode(view["image"]), self.single(view["view"]))
        self.assertEqual(self.views(views="all"), result)

    def test_files(self):
        result = self.views(views=["top", "front"], output_path="out.png")
        self.assertEqual([view["output_path"] for view in result["views"]], ["out-top.png", "out-front.png"])
        for view in result["views"]:
            self.assertEqual((self.folder / view["output_path"]).read_bytes(), self.single(view["view"]))
        managed = self.views(views="top", options={"return_mode": "file_path"})["views"][0]["file"]
        self.assertEqual(pathlib.Path(managed["path"]).read_bytes(), self.single("top"))

    def test_a_sheet_has_them_side_by_side(self):
        result = self.views(sheet=True, columns=2, views=["front", "left", "top"])
        self.assertEqual([(view["view"], view["x"], view["y"]) for view in result["views"]],
                         [("front", 0, 0), ("left", 16, 0), ("top", 0, 12)])
        width, height, pixels = pictures.read_png(base64.b64decode(result["image"]))
        self.assertEqual((width, height, result["dimensions"]), (32, 24, {"width": 32, "height": 24}))
        for view in result["views"]:
            _, _, alone = pictures.read_png(self.single(view["view"]))
            cut = [pixels[(view["y"] + y) * width + view["x"] + x] for y in range(12) for x in range(16)]
            self.assertEqual(cut, alone)
        self.assertEqual(self.views(sheet=True)["dimensions"], {"width": 48, "height": 36})  # 3 columns for 7
        self.views(sheet=True, path="sheet.png")
        self.assertTrue((self.folder / "sheet.png").is_file())

    def test_what_is_wrong_is_said_before_anything_is_drawn(self):
        cases = [({"views": []}, -32602), ({"views": "side"}, -32602), ({"views": ["top", "top"]}, -32602),
                 ({"views": [5]}, -32602), ({"width": 0}, -32602), ({"columns": 2}, -32602),
                 ({"sheet": True, "columns": 8}, -32602), ({"output_path": "a.jpg"}, -32602),
                 ({"sheet": True, "columns": 7, "width": 2341, "height": 1}, -1105),
                 ({"options": {"renderer": "path"}}, -1114)]
        for params, code in cases:
            with self.subTest(params):
                self.assertEqual(self.client.error("goxel.render_views", params)["code"], code)
        # 7 x 2340 = 16380 is within 16384.
        self.views(sheet=True, columns=7, width=2340, height=1)


class LeftOutTest(daemon.DaemonTest):
    """What this build has no engine for is said before the session is looked up."""

    def test_scripts(self):
        client = self.connect()
        for params in ({"script": "2+2"}, {"path": "a.js", "name": "a", "timeout_ms": 5, "memory_mb": 7}, {}):
            self.assert_error(client.error("goxel.execute_script", params), -1114, "not_built")
        self.assert_error(client.error("goxel.execute_script", {"script": "1", "session": "s0-unknown"}), -1114,
                          "not_built")

    def test_the_path_tracer(self):
        client = self.connect()
        options = {"renderer": "path"}
        forms = [{"options": options}, [{"options": options}],
                 ["a.png", 8, 8, None, None, None, None, None, None, None, None, options]]
        for params in forms:
            self.assert_error(client.error("goxel.render_scene", params), -1114, "not_built")
            self.assert_error(client.error("goxel.render_scene", params, session="s0-unknown"), -1114, "not_built")
        for params in ({"options": {"renderer": "preview"}}, {"options": {}}, {}, [], None, [5], [[]]):
            self.assert_error(client.error("goxel.render_scene", params), -1101, "no_project")
        client.call("goxel.create_project", ["p"])
        self.assertIn("image", client.call("goxel.render_scene", {"width": 8, "height": 8,
                                                                  "options": {"renderer": "preview"}}))
        self.assert_error(client.error("goxel.render_scene", {"options": {"renderer": "other"}}), -32602,
                          "invalid_params")


if __name__ == "__main__":
    daemon.main()
