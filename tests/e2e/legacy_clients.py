"""Programs as they were written against the older daemon, each with its own way to hold a connection.

usage: legacy_clients.py NAME SOCKET

Runs one of them, in the daemon's working directory, as a process of its own: what a daemon makes of a client that has
ended, it learns from the process. Exit code 0 when the client got all it depends on; otherwise what it missed.

The sequences and the fields are those of programs that were shipped with the older daemon; their ways are kept, one
receive for a reply and empty params as an array included, because that is what has to work.
"""

import base64
import json
import os
import pathlib
import socket
import sys
import threading

PATIENCE_S = 60


class OneReceive:
    """One connection for all; takes what a single receive gives for the whole reply."""

    def __init__(self, path, size=65536):
        self.size = size
        self.next_id = 0
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.settimeout(PATIENCE_S)
        self.connection.connect(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def reply(self, method, params):
        self.next_id += 1
        request = {"jsonrpc": "2.0", "method": method, "params": params, "id": self.next_id}
        if params is None:
            del request["params"]
        self.connection.send(json.dumps(request).encode() + b"\n")
        data = self.connection.recv(self.size)
        try:
            reply = json.loads(data)
        except ValueError:
            raise AssertionError(f"{method}: one receive gave no reply but {data[-80:]!r}") from None
        expect(reply["id"] == self.next_id, method, reply)
        return reply

    def result(self, method, params=None):
        reply = self.reply(method, params)
        expect("error" not in reply, method, reply)
        return reply["result"]


class ConnectionPerRequest:
    """A connection for each request, read up to the newline; the id is always 1."""

    def __init__(self, path):
        self.path = path

    def result(self, method, params=None):
        request = {"jsonrpc": "2.0", "method": method, "id": 1}
        if params is not None:
            request["params"] = params
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE_S)
            connection.connect(self.path)
            connection.sendall(json.dumps(request).encode() + b"\n")
            data = b""
            while not data.endswith(b"\n"):
                more = connection.recv(4096)
                expect(more, method, "the connection ended without a newline")
                data += more
        reply = json.loads(data)
        expect("error" not in reply, method, reply)
        return reply["result"]


def expect(holds, *what):
    if not holds:
        raise AssertionError(" ".join(str(one) for one in what)[:2000])


def expect_fields(holder, names):
    missing = [name for name in names.split() if name not in holder]
    expect(not missing, "missing:", missing, "in", holder)


def expect_file(path, start=b""):
    data = pathlib.Path(path).read_bytes()
    expect(data and data.startswith(start), path, "starts with", data[:16])
    return data


PNG = b"\x89PNG\r\n\x1a\n"


def pyramid(path):
    """Object params, `{}` for none; coordinates with halves; a picture without a path."""
    with OneReceive(path) as client:
        expect_fields(client.result("goxel.get_version", {}), "version")
        client.result("goxel.create_project", {"name": "Pyramid"})
        for x in (-1, 0, 1):
            for y in (-1, 0, 1):
                client.result("goxel.add_voxel", {"x": x, "y": y, "z": 0, "r": 200, "g": 150, "b": 50, "a": 255})
        for x, y in ((-0.5, 0), (0.5, 0), (-0.5, 1), (0.5, 1)):
            client.result("goxel.add_voxel", {"x": x, "y": y, "z": 1.5, "r": 220, "g": 170, "b": 70, "a": 255})
        client.result("goxel.add_voxel", {"x": 0, "y": 0, "z": 2, "r": 250, "g": 200, "b": 90, "a": 255})
        client.result("goxel.save_project", {"path": "pyramid.gox"})
        client.result("goxel.export_model", {"format": "obj", "path": "pyramid.obj"})
        picture = client.result("goxel.render_scene", {"width": 256, "height": 256, "camera_position": [20, -20, 20],
                                                       "camera_target": [0, 0, 0]})
        expect(base64.b64decode(picture["image"]).startswith(PNG), "image", picture["image"][:20])
        # A point belongs to the voxel around it, so -0.5 lies in voxel -1; colours come from r, g and b.
        expect(client.result("goxel.get_voxel", [-1, 0, 1])["color"] == [220, 170, 70, 255], "a half coordinate")
        expect(client.result("goxel.get_voxel", [0, 0, 2])["color"] == [250, 200, 90, 255], "the top")
    expect_file("pyramid.gox", b"GOX ")
    expect_file("pyramid.obj")


def package_check(path):
    """What a package's own test does: position and colour as objects."""
    client = ConnectionPerRequest(path)
    expect_fields(client.result("goxel.get_version"), "version")
    client.result("goxel.create_project", {"name": "check"})
    client.result("goxel.add_voxel", {"position": {"x": 0, "y": -16, "z": 0},
                                      "color": {"r": 255, "g": 0, "b": 0, "a": 255}})
    client.result("goxel.export_model", {"path": os.path.abspath("package.obj"), "format": "obj"})
    expect_file("package.obj")
    expect(client.result("goxel.get_voxel", {"x": 0, "y": -16, "z": 0})["color"] == [255, 0, 0, 255], "red")


def renders_kept(path):
    """Pictures that the daemon keeps: where they are, how long, and their removal."""
    with OneReceive(path) as client:
        expect(client.result("goxel.get_render_stats", [])["success"], "the probe")
        client.result("goxel.create_project", ["renders", 32, 32, 32])
        for n in range(10):
            client.result("goxel.add_voxel", [n - 5, -16, 0, 255, 25 * n, 0, 255])
        kept = client.result("goxel.render_scene", {"width": 400, "height": 400,
                                                    "options": {"return_mode": "file_path"}})
        expect(kept["success"], kept)
        expect_fields(kept["file"], "path size format dimensions checksum created_at expires_at")
        expect(kept["file"]["dimensions"] == {"width": 400, "height": 400}, kept["file"])
        expect(len(expect_file(kept["file"]["path"], PNG)) == kept["file"]["size"], "its size", kept["file"])
        listed = client.result("goxel.list_renders", [])["renders"]
        mine = [one for one in listed if one["path"] == kept["file"]["path"]]
        expect(len(mine) == 1 and mine[0]["created_at"] == kept["file"]["created_at"], listed)
        told = client.result("goxel.get_render_info", [kept["file"]["path"]])["render"]
        expect(told["checksum"] == kept["file"]["checksum"], told)
        expect(client.result("goxel.cleanup_render", {"path": kept["file"]["path"]})["success"], "the removal")
        expect(not os.path.exists(kept["file"]["path"]), "the picture is still there")
        expect(client.result("goxel.render_scene", ["kept.png", 400, 400])["success"], "the array form")
        expect_file("kept.png", PNG)
        stats = client.result("goxel.get_render_stats", [])["stats"]
        expect_fields(stats, "active_renders current_cache_size max_cache_size cache_usage_percent total_renders "
                             "files_cleaned cleanup_thread_active")


def renders_side_by_side(path):
    """400 voxels, sizes up to full HD, then five threads with a connection each that draw the one project."""
    with OneReceive(path) as client:
        client.result("goxel.create_project", ["many", 64, 64, 64])
        for n in range(400):
            client.result("goxel.add_voxel", [n % 20 - 10, n // 20 - 10, n % 7, n % 256, 100, 200, 255])
        for width, height in ((256, 256), (800, 600), (1920, 1080)):
            kept = client.result("goxel.render_scene", {"width": width, "height": height,
                                                        "options": {"return_mode": "file_path"}})["file"]
            expect_file(kept["path"], PNG)
        paths, failures = [], []

        def draw():
            try:
                with OneReceive(path) as own:
                    paths.append(own.result("goxel.render_scene", {"width": 200, "height": 200, "options": {
                        "return_mode": "file_path"}})["file"]["path"])
            except (AssertionError, OSError, KeyError) as failure:
                failures.append(failure)

        threads = [threading.Thread(target=draw) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expect(not failures, failures)
        expect(len(set(paths)) == 5, "five files of their own", paths)
        pictures = {expect_file(one, PNG) for one in paths}
        expect(len(pictures) == 1, "all drew the same project")


def colours_counted(path):
    """51 requests on as many connections; params are left out when there are none."""
    client = ConnectionPerRequest(path)
    client.result("goxel.create_project")
    colours = [[255, 0, 0, 255]] * 20 + [[0, 255, 0, 255]] * 12 + [[250, 10, 10, 255]] * 10
    for n, colour in enumerate(colours):
        client.result("goxel.add_voxel", {"x": n, "y": -16, "z": 0, "color": colour})
    counted = client.result("goxel.get_color_histogram", {"sort_by_count": True})
    expect((counted["total_voxels"], counted["unique_colors"]) == (42, 3), counted)
    expect_fields(counted["histogram"][0], "color count percentage rgba")
    expect(counted["histogram"][0]["color"] == "#FF0000FF" and counted["histogram"][0]["count"] == 20, counted)
    binned = client.result("goxel.get_color_histogram", {"bin_size": 32, "sort_by_count": True, "top_n": 5})
    expect(len(binned["histogram"]) <= 5 and binned["total_voxels"] == 42, binned)
    found = client.result("goxel.find_voxels_by_color", {"color": [255, 0, 0], "include_locations": True})
    expect(found["match_count"] == 20 and len(found["locations"]) == 20, found)
    expect_fields(found["locations"][0], "x y z")
    near = client.result("goxel.find_voxels_by_color", {"color": [255, 50, 50], "tolerance": 100,
                                                        "include_locations": False})
    expect(near["match_count"] == 30, near)
    inside = client.result("goxel.find_voxels_by_color", {
        "color": [255, 0, 0], "region": {"min": [0, -16, 0], "max": [9, -16, 0]}, "include_locations": True})
    expect(inside["match_count"] == 10, inside)
    unique = client.result("goxel.get_unique_colors")
    expect(unique["count"] == 3, unique)
    expect_fields(unique["colors"][0], "hex rgba")
    merged = client.result("goxel.get_unique_colors", {"merge_similar": True, "merge_threshold": 50,
                                                       "sort_by_count": True})
    expect(merged["count"] == 2, merged)
    top = client.result("goxel.get_color_histogram", {"sort_by_count": True, "top_n": 10})
    expect(len(top["histogram"]) == 3, top)


def tower_for_an_editor(path):
    """Saves to a relative path that it then opens itself: the daemon's directory is its own."""
    with OneReceive(path) as client:
        client.result("goxel.create_project", {"name": "Tower"})
        for z in range(3):
            for x in range(3):
                for y in range(3):
                    client.result("goxel.add_voxel", {"x": x, "y": y - 16, "z": z, "r": 80 * z, "g": 120, "b": 90,
                                                      "a": 255})
        client.result("goxel.save_project", {"path": "demo_tower.gox"})
        client.result("goxel.export_model", {"format": "obj", "path": "demo_tower.obj"})
        expect(client.result("goxel.get_voxel", [2, -14, 2])["color"] == [160, 120, 90, 255], "honours r, g, b, a")
    expect_file("demo_tower.gox", b"GOX ")
    expect_file("demo_tower.obj")


def status_only(path):
    """A first look: one small receive, params left out."""
    with OneReceive(path, size=4096) as client:
        expect_fields(client.result("goxel.get_status"), "version layer_count read_only width height depth")


def status_as_text(path):
    """A package's test: looks for a substring of the reply."""
    with OneReceive(path, size=4096) as client:
        client.connection.sendall(b'{"jsonrpc":"2.0","method":"goxel.get_status","params":[],"id":1}\n')
        expect(b'"result":' in client.connection.recv(client.size), "the substring")


def documents(path):
    """The forms that manuals show, params wrapped in an array among them."""
    with OneReceive(path, size=8192) as client:
        client.result("goxel.create_project", ["My Project", 16, 16, 16])
        client.result("goxel.add_voxel", [0, -16, 0, 255, 0, 0, 255, 0])
        client.result("goxel.add_voxel", [0, -16, 1, 255, 255, 0, 255])
        done = client.result("goxel.batch_operations", [{"operations": [
            {"type": "add_voxel", "x": 1, "y": -16, "z": 0, "r": 0, "g": 255, "b": 0, "a": 255},
            {"type": "add_voxel", "x": 2, "y": -16, "z": 0, "r": 0, "g": 0, "b": 255}]}])
        expect((done["success"], done["total_operations"], done["successful_operations"]) == (True, 2, 2), done)
        expect(client.result("goxel.get_color_histogram", [])["total_voxels"] == 4, "the histogram")
        expect(client.result("goxel.list_layers", [])["count"] == 1, "the layers")
        expect(client.result("goxel.create_layer", ["LayerName"])["success"], "the layer")
        expect(client.result("goxel.list_layers", [])["count"] == 2, "the layers")
        client.result("goxel.save_project", ["documents.gox"])
        client.result("goxel.export_model", ["documents.obj", "obj"])
        client.result("goxel.render_scene", ["documents.png", 200, 200])
        client.result("goxel.render_scene", {"output_path": "documents2.png", "width": 200, "height": 200,
                                             "camera_preset": "isometric",
                                             "options": {"background_color": [255, 255, 255, 255]}})
        script = client.reply("goxel.execute_script", {"script": "2 + 2", "name": "sum", "timeout_ms": 1000})
        expect("result" in script or script["error"]["data"]["reason"] == "not_built", script)
        unknown = client.reply("scene_new", {})
        expect(unknown["error"]["code"] == -32601, unknown)
    for name in ("documents.png", "documents2.png"):
        expect_file(name, PNG)
    expect_file("documents.obj")


def round_trip(path):
    """The older project's own check: files of four formats, a load, a picture."""
    with OneReceive(path, size=8192) as client:
        expect_fields(client.result("goxel.get_status", []), "version")
        client.result("goxel.create_project", ["round trip", 16, 16, 16])
        client.result("goxel.add_voxel", [0, 0, 0, 255, 0, 0, 255])
        voxel = client.result("goxel.get_voxel", [0, 0, 0])
        expect((voxel["exists"], voxel["color"]) == (True, [255, 0, 0, 255]), voxel)
        client.result("goxel.save_project", ["trip.gox"])
        for extension, start in (("obj", b""), ("ply", b"ply"), ("vox", b"VOX ")):
            client.result("goxel.export_model", [f"trip.{extension}", extension])
            expect_file(f"trip.{extension}", start)
        client.result("goxel.load_project", ["trip.gox"])
        expect(client.result("goxel.get_voxel", [0, 0, 0])["exists"], "after the load")
        client.result("goxel.render_scene", {"output_path": "trip.png", "width": 64, "height": 64})
    expect_file("trip.png", PNG)


def tools(path):
    """Messages of another kind: {"tool", "arguments"}, answered by {"success", "content"} without an id."""
    with OneReceive(path) as client:

        def use(tool, **arguments):
            client.connection.send(json.dumps({"tool": tool, "arguments": arguments}).encode() + b"\n")
            reply = json.loads(client.connection.recv(client.size))
            expect("jsonrpc" not in reply and "id" not in reply, tool, reply)
            return reply

        def content(tool, **arguments):
            reply = use(tool, **arguments)
            expect(reply["success"] is True, tool, reply)
            return reply["content"]

        expect(content("ping")["pong"] is True, "ping")
        content("goxel_create_project", name="tools")
        content("goxel_add_voxels", position={"x": 1, "y": 2, "z": 3}, color={"r": 10, "g": 20, "b": 30, "a": 255})
        voxel = content("goxel_get_voxel", position={"x": 1, "y": 2, "z": 3})
        expect(voxel["color"] == [10, 20, 30, 255], "colours and lists arrive", voxel)
        content("goxel_batch_voxel_operations", operations=[
            {"type": "add_voxel", "position": {"x": 4, "y": 5, "z": 6}, "color": {"r": 1, "g": 2, "b": 3, "a": 255}}])
        expect(content("goxel_get_voxel", position={"x": 4, "y": 5, "z": 6})["exists"], "the batch")
        content("goxel_paint_voxels", position={"x": 1, "y": 2, "z": 3}, color={"r": 9, "g": 8, "b": 7, "a": 255})
        content("goxel_remove_voxels", position={"x": 4, "y": 5, "z": 6})
        content("goxel_new_layer", name="second")
        expect(len(content("goxel_list_layers")["layers"]) == 2, "the layers")
        content("goxel_save_file", path="tools.gox")
        wrong = use("goxel_open_file")
        expect((wrong["success"], wrong["error_code"]) == (False, -1002), wrong)
        failed = use("goxel_open_file", path="missing.gox")
        expect((failed["success"], failed["error_code"]) == (False, -1003), failed)
        content("goxel_open_file", path="tools.gox")
        content("goxel_render_scene", output_path="tools.png", width=64, height=64)
        unknown = use("goxel_no_such_tool")
        expect((unknown["success"], unknown["error_code"]) == (False, -1001), unknown)
        expect(unknown["error_message"], unknown)
        # The two kinds may be mixed on one connection.
        expect(client.result("ping")["pong"], "JSON-RPC after tools")
    expect_file("tools.png", PNG)


CLIENTS = {one.__name__: one for one in (pyramid, package_check, renders_kept, renders_side_by_side, colours_counted,
                                         tower_for_an_editor, status_only, status_as_text, documents, round_trip,
                                         tools)}

if __name__ == "__main__":
    CLIENTS[sys.argv[1]](sys.argv[2])
