"""Clients that work at the same time never see anything of each other's.

GOXEL_E2E_ROUNDS says how often each client goes through create, edit, save and render; 50 when it is not set.
"""

import os
import random
import threading

import daemon
import pictures
from daemon import DaemonTest

ROUNDS = int(os.environ.get("GOXEL_E2E_ROUNDS", "50"))


class Worker(threading.Thread):
    """One client's rounds, each begun together with the other clients'. What goes wrong is kept for the test."""

    def __init__(self, client, number, folder, barrier):
        super().__init__()
        self.client, self.number, self.folder, self.barrier = client, number, folder, barrier
        self.random = random.Random(number)
        self.problem = None

    def run(self):
        try:
            for number in range(ROUNDS):
                self.barrier.wait(daemon.PATIENCE_S)
                self.round(number)
        except Exception as problem:  # to be raised again in the test's own thread
            self.problem = problem
            self.barrier.abort()

    def voxels(self, number):
        """A colour that is this client's in this round alone, at places that all clients use."""
        color = (50 * self.number + 40, number % 256, number // 256, 255)
        coordinate = lambda: self.random.randrange(-10, 10)
        return {(coordinate(), coordinate(), coordinate()): color for _ in range(60)}, color

    def round(self, number):
        name = f"client{self.number}-round{number}"
        file, picture = self.folder / f"{name}.gox", self.folder / f"{name}.png"
        voxels, color = self.voxels(number)
        client = self.client
        client.call("goxel.create_project", [name])
        client.call("goxel.create_layer", [name])
        client.call("add_voxels", {"voxels": [[*at, *color] for at in voxels]})
        client.call("goxel.save_project", [file.name])
        client.call("goxel.render_scene", {"output_path": picture.name, "width": 24, "height": 24,
                                           "options": {"transparent": True, "unlit": True, "samples": 1}})
        self.expect(daemon.voxels_of(client), voxels, "the session")
        self.expect(dict(pictures.read_gox(file.read_bytes())), {"Layer.1": {}, name: voxels}, file.name)
        _, _, pixels = pictures.read_png(picture.read_bytes())
        self.expect({pixel for pixel in pixels if pixel[3]}, {color}, picture.name)
        client.call("goxel.load_project", [file.name])
        self.expect(daemon.voxels_of(client, name), voxels, f"{file.name}, loaded")
        file.unlink()
        picture.unlink()

    @staticmethod
    def expect(found, expected, where):
        if found != expected:
            raise AssertionError(f"{where}: expected {expected}\nfound {found}")


class AtTheSameTime(DaemonTest):
    def check(self, clients):
        barrier = threading.Barrier(len(clients))
        threads = [Worker(client, number, self.folder, barrier) for number, client in enumerate(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        problems = [thread.problem for thread in threads if thread.problem is not None]
        real = [p for p in problems if not isinstance(p, threading.BrokenBarrierError)]
        for problem in real or problems:
            raise problem

    def test_two_clients_on_two_workers_hold_their_own_voxels_and_no_others(self):
        self.check(self.connect_one_to_each_worker(2))

    def test_four_clients_on_two_workers_hold_their_own_voxels_and_no_others(self):
        clients = [self.connect_alone()] + self.connect_many(3)
        for client in clients:
            client.call("ping")
        self.assertEqual(self.worker_connections(clients[0]), [2, 2])
        self.check(clients)


class Placement(DaemonTest):
    FLAGS = ("--workers", "4")

    def test_64_connections_on_4_workers_are_16_each(self):
        clients = [self.connect_alone()] + self.connect_many(63)
        for client in clients:
            client.call("ping")
        self.assertEqual(self.worker_connections(clients[0]), [16, 16, 16, 16])


if __name__ == "__main__":
    daemon.main()
