"""Requests take effect, and are answered, in the order sent, however many wait behind a load."""

import daemon
import pictures
from daemon import DaemonTest

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
