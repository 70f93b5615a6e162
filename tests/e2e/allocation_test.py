"""Small requests in steady state: the worker allocates nothing for them.

What a worker's thread has ever allocated is read from the program itself. What it allocates from time to time by
itself, such as for its timers, is not a request's: so the least of several rounds counts.
"""

import json
import unittest

import daemon
from daemon import DaemonTest

ROUNDS = 5
REQUESTS = 2000


class SmallRequests(DaemonTest):
    FLAGS = ("--workers", "1", "--log-level", "info")

    def setUp(self):
        super().setUp()
        self.client = self.connect()
        self.client.call("goxel.create_project", ["p"])
        self.client.call("goxel.add_voxel", [1, 2, 3, 10, 20, 30, 255])
        if self.ever_allocated() == 0:
            self.skipTest("this build does not count")

    def ever_allocated(self):
        return self.client.call("goxel.debug.get_memory_stats")["workers"][0]["ever_allocated"]

    def allocated_for(self, line, count, burst):
        """Bytes for `count` requests, and for asking how many."""
        before = self.ever_allocated()
        for _ in range(count // burst):
            self.client.send(line * burst)
            for _ in range(burst):
                answer = self.client.receive_line()
                self.assertIn(b'"result"', answer)
        return self.ever_allocated() - before

    def assert_free(self, method, params):
        line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\n"
        for burst in (1, 100):
            with self.subTest(method=method, params=params, burst=burst):
                self.allocated_for(line, REQUESTS, burst)
                asking = min(self.allocated_for(line, 0, burst) for _ in range(ROUNDS))
                least = min(self.allocated_for(line, REQUESTS, burst) for _ in range(ROUNDS))
                self.assertEqual(least - asking, 0, f"bytes for {REQUESTS} requests")

    def test_get_voxel_costs_no_allocation(self):
        self.assert_free("goxel.get_voxel", [1, 2, 3])
        self.assert_free("goxel.get_voxel", {"position": [1, 2, 3]})
        self.assert_free("goxel.get_voxel", {"position": {"x": 1, "y": 2, "z": 3}})

    def test_ping_costs_no_allocation(self):
        self.assert_free("ping", {})

    def test_the_count_goes_up_with_what_allocates(self):
        line = b'{"jsonrpc":"2.0","id":1,"method":"goxel.list_layers"}\n'
        asking = min(self.allocated_for(line, 0, 1) for _ in range(ROUNDS))
        self.assertGreater(self.allocated_for(line, 100, 1), asking)


if __name__ == "__main__":
    daemon.main()
