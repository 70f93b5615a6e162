"""Many edits in one request: what they do is what they do one by one, all or nothing, in one step."""

import json

import daemon
import operations
from operations import OPERATIONS

BAD = {"type": "add_voxel", "x": 0, "y": 0, "z": 0, "color": [300, 0, 0]}


def adds(count, **members):
    """That many voxels of a cube's first layers, each of another colour."""
    return [{"type": "add_voxel", "x": i % 64, "y": i // 64 % 64, "z": i // 4096, "r": i % 256, "g": i // 256 % 256,
             "b": 7, **members} for i in range(count)]


def added(count):
    return {(i % 64, i // 64 % 64, i // 4096): (i % 256, i // 256 % 256, 7, 255) for i in range(count)}


class BatchTest(daemon.DaemonTest):

    def setUp(self):
        super().setUp()
        self.client = self.connect()

    def batch(self, given, **members):
        return self.client.call("goxel.batch_operations", {"operations": given, **members})

    def batch_error(self, given, **members):
        return self.client.error("goxel.batch_operations", {"operations": given, **members})

    def test_the_shape_that_older_clients_know(self):
        operations.make_project(self.client)
        result = self.batch([{"type": "add_voxel", "x": 5, "y": 5, "z": 5, "r": 1, "g": 2, "b": 3}])
        self.assertEqual((result["success"], result["total_operations"], result["successful_operations"]),
                         (True, 1, 1))
        self.assertEqual(result["results"], [{"success": True, "x": 5, "y": 5, "z": 5, "layer_id": 0,
                                              "color": [1, 2, 3, 255], "changed": 1}])
        self.assertEqual((result["failed_operations"], result["changed"]), (0, 1))

    def test_the_array_around_the_object_and_the_list_by_position(self):
        operations.make_project(self.client)
        given = [{"type": "goxel.add_voxel", "position": [5, 5, 5], "color": "#010203"}]
        self.assertEqual(self.client.call("goxel.batch_operations", [{"operations": given}])["changed"], 1)
        self.assertEqual(self.client.call("goxel.batch_operations", [given, False])["changed"], 0)

    def test_nothing_to_do_is_nothing_done(self):
        operations.make_project(self.client)
        before = operations.state(self.client)
        self.assertEqual(self.batch([])["results"], [])
        self.assertEqual(operations.state(self.client), before)

    def test_each_method_that_edits_can_be_an_operation_and_no_other(self):
        operations.make_project(self.client)
        can = set()
        for row in self.client.call("list_methods")["methods"]:
            name = row["method"].removeprefix("goxel.")
            if name.startswith(("rpc.", "$/")):
                continue
            result = self.batch([{"type": name, "no such parameter": 1}], atomic=False)["results"][0]
            if "cannot be an operation" not in result["error"]["message"]:
                can.add(name)
        self.assertEqual(can, set(OPERATIONS))

    def test_an_operation_does_and_tells_what_the_method_does_and_tells(self):
        one, other = self.client, self.connect()
        for name, params in OPERATIONS.items():
            with self.subTest(name):
                operations.make_project(one)
                operations.make_project(other)
                expected = one.call(f"goxel.{name}", params)
                result = other.call("goxel.batch_operations", {"operations": [{"type": name, **params}]})
                self.assertEqual(result["results"], [expected])
                self.assertEqual(operations.content(one), operations.content(other))

    def test_a_failure_leaves_nothing_of_any_operation_before_it(self):
        for name, params in OPERATIONS.items():
            with self.subTest(name):
                operations.make_project(self.client)
                before = operations.state(self.client)
                clipboard = self.pasted()
                error = self.batch_error([{"type": name, **params}, {"type": "create_layer", "name": "more"}, BAD])
                self.assert_error(error, -32602, "invalid_params")
                self.assertEqual(error["data"]["path"], "params.operations[2].color[0]")
                self.assertEqual(error["message"], "params.operations[2].color[0]: 300 is outside 0..255")
                self.assertEqual(self.pasted(), clipboard)
                operations_state = operations.state(self.client)
                for step in (before, operations_state):
                    step["goxel.get_project_info"].pop("revision")
                    step["goxel.get_history"].pop("revision")
                    step["goxel.get_history"].pop("redo_count")
                    step["goxel.get_project_info"].pop("history_bytes")
                self.assertEqual(operations_state, before)

    def pasted(self):
        """What the clipboard holds: pastes it to a new layer and takes that back."""
        self.client.call("goxel.create_layer", ["probe"])
        result = self.client.call("goxel.paste", {"offset": [0, 0, 0]})
        voxels = daemon.voxels_of(self.client)
        self.client.call("goxel.undo", {"steps": 2})
        return result, voxels

    def test_a_batch_is_one_step(self):
        for name, params in OPERATIONS.items():
            with self.subTest(name):
                operations.make_project(self.client)
                history = self.client.call("goxel.get_history")["undo_count"]
                before = operations.content(self.client)
                self.batch([{"type": name, **params}, {"type": "create_layer", "name": "more"}])
                after = operations.content(self.client)
                steps = self.client.call("goxel.get_history")
                self.assertEqual((steps["undo_count"], steps["history"][-1]["method"]),
                                 (history + 1, "batch_operations"))
                self.assertEqual(self.client.call("goxel.undo")["steps"], 1)
                for member in ("goxel.list_layers", "voxels", "goxel.list_materials", "goxel.list_cameras"):
                    self.assertEqual(operations.content(self.client)[member], before[member])
                self.client.call("goxel.redo")
                self.assertEqual(operations.content(self.client), after)

    def test_what_changes_no_image_is_no_step(self):
        for name in operations.WITHOUT_STEP:
            with self.subTest(name):
                operations.make_project(self.client)
                history = self.client.call("goxel.get_history")
                self.batch([{"type": name, **OPERATIONS[name]}])
                self.assertEqual(self.client.call("goxel.get_history"), history)

    def test_all_of_them_after_one_another(self):
        operations.make_project(self.client)
        result = self.batch([{"type": name, **OPERATIONS[name]} for name in
                             ("create_layer", "add_voxel", "fill_box", "copy", "translate", "paste", "merge_visible",
                              "create_snapshot", "clear", "restore_snapshot", "select_box", "clear_box")])
        self.assertEqual(result["successful_operations"], 12)
        self.assertEqual(self.client.call("goxel.list_snapshots")["snapshots"], ["first", "second"])

    def test_a_later_operation_sees_what_an_earlier_one_made(self):
        operations.make_project(self.client)
        self.batch([{"type": "create_layer", "name": "new"},
                    {"type": "add_voxel", "layer": "new", "position": [3, 3, 3], "color": [1, 2, 3]},
                    {"type": "select_box", "min": [3, 3, 3], "max": [3, 3, 3], "layer": "new"},
                    {"type": "fill_box", "layer": "new", "min": [0, 0, 0], "max": [9, 9, 9], "color": [4, 5, 6]}])
        self.assertEqual(daemon.voxels_of(self.client, "new"), {(3, 3, 3): (4, 5, 6, 255)})

    def test_without_atomic_each_stands_alone(self):
        operations.make_project(self.client)
        result = self.batch([{"type": "clear"}, BAD, {"type": "add_voxel", "x": 1, "y": 2, "z": 3, "color": [4, 5, 6]},
                             {"type": "paint_voxels", "x": 9, "y": 9, "z": 9, "color": [1, 1, 1]}, 5], atomic=False)
        self.assertEqual((result["total_operations"], result["successful_operations"], result["failed_operations"]),
                         (5, 2, 3))
        self.assertEqual([one["success"] for one in result["results"]], [True, False, True, False, False])
        errors = [one["error"]["data"] for one in result["results"] if "error" in one]
        self.assertEqual([error["path"] for error in errors],
                         ["params.operations[1].color[0]", "params.operations[3]", "params.operations[4]"])
        self.assertEqual([error["reason"] for error in errors], ["invalid_params", "not_found", "invalid_params"])
        self.assertEqual(daemon.voxels_of(self.client), {(1, 2, 3): (4, 5, 6, 255)})
        self.assertEqual(self.client.call("goxel.undo")["steps"], 1)
        self.assertEqual(len(daemon.voxels_of(self.client)), 4)

    def test_errors_name_the_operation_and_its_member(self):
        self.assert_error(self.batch_error([]), -1101, "no_project")
        operations.make_project(self.client)
        cases = [
            ({"x": 1}, "params.operations[0].type", "missing"),
            ({"type": 5}, "params.operations[0].type", "5 is not a string"),
            ({"type": "add_vxel"}, "params.operations[0].type", "goxel.add_voxel"),
            ({"type": "undo"}, "params.operations[0].type", "cannot be an operation"),
            ({"type": "batch_operations", "operations": []}, "params.operations[0].type", "cannot be an operation"),
            ({"type": "clear", "session": "s"}, "params.operations[0].session", "unknown name"),
            ({"type": "procedural_shape", "size": [0, 1, 1], "center": [0, 0, 0], "color": [1, 1, 1]},
             "params.operations[0].size[0]", "0 voxels"),
            ({"type": "add_voxels", "voxels": [[0, 0, 0, 0, 0, 999]]}, "params.operations[0].voxels[0][5]", "999"),
            ({"type": "create_layer", "name": "n" * 256}, "params.operations[0].name", "the limit is 255"),
            ("clear", "params.operations[0]", "is not an object"),
        ]
        for operation, path, words in cases:
            with self.subTest(operation):
                error = self.batch_error([operation])
                self.assertEqual(error["data"]["path"], path)
                self.assertTrue(error["message"].startswith(path), error)
                self.assertIn(words, error["message"])
        for operation in ({"type": "add_voxel", "layer": 99, **OPERATIONS["add_voxel"]},
                          {"type": "restore_snapshot", "name": "none"}):
            error = self.batch_error([operation])
            self.assert_error(error, -1106, "not_found")
            self.assertEqual(error["data"]["path"], "params.operations[0]")
        self.assertEqual(self.batch_error(None)["data"]["path"], "params.operations")
        self.assert_error(self.client.error("goxel.batch_operations"), -32602, "invalid_params")

    def test_many_operations_run_as_a_job_with_the_same_result(self):
        # 20,000 operations take far longer than a worker does itself.
        self.client.call("goxel.create_project", ["large"])
        sent = self.client.send_request("goxel.batch_operations", {"operations": adds(20_000)})
        seen = self.client.send_request("goxel.get_voxel", [63, 63, 3])
        result = self.client.answer_to(sent)
        self.assertEqual((result["successful_operations"], result["changed"]), (20_000, 20_000))
        self.assertEqual(result["results"][19_999]["changed"], 1)
        self.assertEqual(self.client.answer_to(seen)["exists"], True)  # it waited for the batch
        self.assertEqual(daemon.voxels_of(self.client), added(20_000))
        self.assertEqual(self.client.call("goxel.get_history")["undo_count"], 1)
        self.client.call("goxel.undo")
        self.assertEqual(daemon.voxels_of(self.client), {})

    def test_a_job_that_fails_at_its_end_leaves_nothing(self):
        operations.make_project(self.client)
        before = operations.state(self.client)
        error = self.batch_error([{"type": "clear"}, *adds(20_000), BAD])
        self.assertEqual(error["data"]["path"], "params.operations[20001].color[0]")
        self.assertEqual(operations.state(self.client), before)

    def test_one_long_operation_among_short_ones(self):
        operations.make_project(self.client)
        result = self.batch([{"type": "clear"},
                             {"type": "generate_noise", "seed": 1, "min": [0, 0, 0], "max": [127, 127, 63],
                              "threshold": 0},
                             {"type": "add_voxel", "x": 500, "y": 0, "z": 0, "color": [1, 2, 3]}])
        self.assertEqual(result["results"][1]["changed"], 128 * 128 * 64)
        self.assertEqual(self.client.call("goxel.get_statistics")["voxel_count"], 128 * 128 * 64 + 1)
        self.client.call("goxel.undo")
        self.assertEqual(len(daemon.voxels_of(self.client)), 4)

    def test_escapes_and_nesting_survive_the_way_into_a_job(self):
        self.client.call("goxel.create_project", ["names"])
        name = 'ä"\\ \u2028 \U0001f600'
        given = [{"type": "create_layer", "name": name}, *adds(20_000, layer=name),
                 {"type": "add_voxels", "layer": name,
                  "voxels": [{"x": -1, "y": -1, "z": -1, "color": {"r": 1, "g": 2, "b": 3}}]}]
        self.batch(given)
        self.assertEqual(daemon.voxels_of(self.client, name), {**added(20_000), (-1, -1, -1): (1, 2, 3, 255)})

    def test_results_can_be_left_out(self):
        self.client.call("goxel.create_project", ["quiet"])
        result = self.batch(adds(100), results=False)
        self.assertNotIn("results", result)
        self.assertEqual(result["changed"], 100)

    def test_results_are_cut_where_the_reply_would_be_too_large(self):
        small = self.start("--workers", "1", "--limit-message-bytes", "65536").connect()
        self.addCleanup(small.close)
        small.call("goxel.create_project", ["cut"])
        # A layer's description is some 300 bytes, and naming it takes 20.
        given = [{"type": "set_layer"}] * 400
        result = small.call("goxel.batch_operations", {"operations": given})
        self.assertEqual((result["successful_operations"], result["truncated"]), (400, True))
        self.assertLess(len(json.dumps(result["results"], separators=(",", ":"))), 65536)
        self.assertGreater(len(result["results"]), 100)

    def test_another_session_of_the_worker_does_not_wait_for_a_long_batch(self):
        lone = self.start("--workers", "1", "--jobs", "1")
        one, other = lone.connect(), lone.connect()
        self.addCleanup(one.close)
        self.addCleanup(other.close)
        one.call("goxel.create_project", ["one"])
        other.call("goxel.create_project", ["other"])
        noise = {"type": "generate_noise", "seed": 1, "min": [0, 0, 0], "max": [255, 255, 127], "octaves": 8}
        sent = one.send_request("goxel.batch_operations", {"operations": [noise] * 8})
        one.send('{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":%d}}' % sent)
        other.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1])
        with self.assertRaises(daemon.RpcError) as cancelled:
            one.answer_to(sent)
        self.assert_error(cancelled.exception.error, -1109, "cancelled")
        self.assertEqual(daemon.voxels_of(one), {})


class SetLayerByName(daemon.DaemonTest):
    """A layer that was meant by its name was looked up by that name again after it had been renamed."""

    def test_renaming_a_layer_by_name_tells_of_it(self):
        client = self.connect()
        client.call("goxel.create_project", ["p"])
        details = client.call("goxel.set_layer", {"layer": "Layer.1", "name": "other"})
        self.assertEqual((details["id"], details["name"]), (1, "other"))


if __name__ == "__main__":
    daemon.main()
