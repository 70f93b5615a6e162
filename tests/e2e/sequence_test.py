"""One project after the other: what the older service could not do.

GOXEL_E2E_ROUNDS says how many projects the long run makes; 1,000 when it is not set, 100 under a sanitizer.
"""

import os

import daemon

ROUNDS = int(os.environ.get("GOXEL_E2E_ROUNDS", "1000" if daemon.SLOWDOWN == 1 else "100"))

GETTERS = (("goxel.get_status", None), ("goxel.list_layers", None), ("goxel.get_layer_voxels", None),
           ("goxel.get_bounding_box", None), ("goxel.get_voxel", [0, 0, 0]), ("goxel.get_history", None),
           ("goxel.list_snapshots", None), ("goxel.get_selection", None), ("goxel.get_palette", None),
           ("goxel.list_materials", None), ("goxel.list_cameras", None), ("goxel.get_light", None),
           ("goxel.get_image_box", None), ("goxel.get_statistics", None), ("goxel.get_unique_colors", None),
           ("goxel.get_color_histogram", None))


def everything(client):
    return [client.call(method, params) for method, params in GETTERS]


class InTurn:
    """Runs in each mode, from one client and from two that take turns; `turns` gives whose it is."""

    def turns(self, count):
        clients = self.connect_many(self.CLIENTS)
        return ((number, clients[number % len(clients)]) for number in range(count))

    def test_a_hundred_projects_of_ten_voxels_each_saved(self):
        for number, client in self.turns(100):
            client.call("goxel.create_project", [f"project {number}"])
            for x in range(10):
                client.call("goxel.add_voxel", [x, number, 0, number, x, 0, 255])
            client.call("goxel.save_project", [f"{number}.gox"])
            self.assertEqual(client.call("goxel.health_check")["daemon_status"], "healthy")
        for number, client in self.turns(100):
            client.call("goxel.load_project", [f"{number}.gox"])
            self.assertEqual(daemon.voxels_of(client),
                             {(x, number, 0): (number, x, 0, 255) for x in range(10)})
            client.call("goxel.close_project")

    def test_after_each_create_every_getter_answers_as_in_a_fresh_daemon(self):
        fresh = None
        for number, client in self.turns(20):
            client.call("goxel.create_project", ["p"])
            found = everything(client)
            fresh = fresh or found
            self.assertEqual(found, fresh)
            client.call("goxel.procedural_shape", {"shape_type": "sphere", "size_x": 9, "size_y": 9, "size_z": 9,
                                                   "center": [0, 0, 0], "color": [number, 1, 2, 255]})
            client.call("goxel.create_layer", ["another"])
            client.call("goxel.create_material", ["shiny"])
            client.call("goxel.create_camera", ["side"])
            client.call("goxel.create_snapshot", ["s"])
            client.call("goxel.select_box", {"min": [0, 0, 0], "max": [3, 3, 3]})
            client.call("goxel.set_palette", {"colors": [[1, 2, 3, 255]]})
            client.call("goxel.save_project", ["p.gox"])

    def test_a_thousand_projects_leave_memory_flat(self):
        early = None
        for number, client in self.turns(ROUNDS):
            client.call("goxel.create_project", [f"project {number}"])
            client.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6, 255])
            client.call("goxel.save_project", ["same.gox"])
            if number == ROUNDS // 10:
                early = client.call("goxel.debug.get_memory_stats")["resident"]
        late = self.connect().call("goxel.debug.get_memory_stats")["resident"]
        # A sanitizer keeps freed memory aside.
        if daemon.SLOWDOWN == 1:
            self.assertLess(late, early * 1.05)


class SingleOneClient(InTurn, daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "2", "--project-mode", "single")
    CLIENTS = 1


class SingleTwoClients(InTurn, daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "2", "--project-mode", "single")
    CLIENTS = 2


class MultiOneClient(InTurn, daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "2")
    CLIENTS = 1


class MultiTwoClients(InTurn, daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "2")
    CLIENTS = 2


if __name__ == "__main__":
    daemon.main()
