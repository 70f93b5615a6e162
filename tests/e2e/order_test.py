"""Requests take effect, and are answered, in the order sent, however many wait behind a load.

GOXEL_E2E_ROUNDS says how often a whole pipeline is sent; 50 when it is not set.
"""

import os

import daemon
import pictures
from daemon import DaemonTest

ROUNDS = int(os.environ.get("GOXEL_E2E_ROUNDS", "50"))
# More than one connection may have in flight, so that the last ones are still unread when the first are answered.
REQUESTS = 1_400


class BehindALoad(DaemonTest):
    def setUp(self):
        super().setUp()
        with self.connect() as maker:
            maker.call("goxel.create_project", ["saved"])
            maker.call("goxel.add_voxel", [5, 5, 5, 1, 2, 3, 255])
            maker.call("goxel.save_project", [str(self.folder / "saved.gox")])

    def edits_behind_a_load(self, client):
        load = client.send_request("goxel.load_project", [str(self.folder / "saved.gox")])
        colors = [[number % 256, number // 256, 7, 255] for number in range(REQUESTS)]
        ids = [client.send_request("goxel.add_voxel", [0, 0, 0, *color]) for color in colors]
        answered = [client.receive()["id"] for _ in range(REQUESTS + 1)]
        self.assertEqual(answered, [load, *ids])
        self.assertEqual(client.call("goxel.get_voxel", [0, 0, 0])["color"], colors[-1])
        self.assertIs(client.call("goxel.get_voxel", [5, 5, 5])["exists"], True)

    def test_on_a_connection_without_a_project(self):
        with self.connect() as client:
            self.edits_behind_a_load(client)

    def test_on_a_connection_whose_project_the_load_replaces(self):
        with self.connect() as client:
            client.call("goxel.create_project", ["replaced"])
            self.edits_behind_a_load(client)


    def test_a_render_between_a_load_and_an_edit_shows_the_loaded_model(self):
        with self.connect() as client:
            client.call("goxel.load_project", [str(self.folder / "saved.gox")])
            shown = client.call("goxel.render_scene", {"width": 32, "height": 32})["image"]
            for number in range(ROUNDS):
                voxel = [5, 5, 6 + number % 7, 200, 0, 0, 255]
                load = client.send_request("goxel.load_project", [str(self.folder / "saved.gox")])
                render = client.send_request("goxel.render_scene", {"width": 32, "height": 32})
                add = client.send_request("goxel.add_voxel", voxel)
                get = client.send_request("goxel.get_voxel", voxel[:3])
                answers = {}
                for _ in range(4):
                    answer = client.receive()
                    answers[answer["id"]] = answer["result"]
                self.assertEqual(answers[load]["voxel_count"], 1)
                self.assertEqual(answers[render]["image"], shown)
                self.assertTrue(answers[add]["success"])
                self.assertEqual(answers[get]["color"], voxel[3:])


class BehindAnAttach(DaemonTest):
    def test_an_edit_behind_an_attach_that_waits_for_a_job_goes_to_the_session_attached_to(self):
        left, other = self.connect_one_to_each_worker(2)
        target = other.call("goxel.create_project", ["target"])["session"]
        for number in range(ROUNDS):
            source = left.call("goxel.create_project", ["source"])["session"]
            left.send_request("goxel.procedural_shape", {
                "shape_type": "sphere", "size_x": 150, "size_y": 150, "size_z": 150, "center": [0, 0, 200],
                "color": [1, 1, 1, 255]})
            left.send_request("goxel.attach_session", [target])
            left.send_request("goxel.add_voxel", [number, 0, 0, 7, 7, 7, 255])
            for _ in range(3):
                self.assertTrue(left.receive()["result"]["success"])
            self.assertTrue(other.call("goxel.get_voxel", [number, 0, 0])["exists"])
            self.assertFalse(other.call("goxel.get_voxel", [number, 0, 0], session=source)["exists"])
            other.call("goxel.close_session", {"session": source, "discard": True})


class Saves(DaemonTest):
    FLAGS = ("--workers", "1", "--jobs", "4")

    def test_of_pipelined_saves_to_one_path_the_last_one_stays(self):
        with self.connect() as client:
            client.call("goxel.create_project", ["saved"])
            for voxels in range(4, 161, 4):
                ids = []
                for x in range(voxels - 4, voxels):
                    ids.append(client.send_request("goxel.add_voxel", [x, 0, 0, 1, 1, 1, 255]))
                    ids.append(client.send_request("goxel.save_project", ["m.gox"]))
                self.assertCountEqual([client.receive()["id"] for _ in ids], ids)
                (_, saved), = pictures.read_gox((self.folder / "m.gox").read_bytes())
                self.assertEqual(len(saved), voxels)


if __name__ == "__main__":
    daemon.main()
