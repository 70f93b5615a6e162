"""Sessions, from the connections that made them and from others, on the same worker and on another."""

import daemon
from daemon import DaemonTest


class Attaching(DaemonTest):
    def setUp(self):
        super().setUp()
        self.first, self.second = self.connect_one_to_each_worker(2)
        self.session = self.first.call("goxel.create_project", ["shared"])["session"]

    def test_a_connection_on_another_worker_sees_the_edits_and_moves_there(self):
        self.first.call("goxel.add_voxel", [1, 2, 3, 10, 20, 30, 255])
        attached = self.second.call("goxel.attach_session", [self.session])
        self.assertEqual(attached, {"success": True, "session": self.session, "project_id": "shared"})
        self.assertEqual(daemon.voxels_of(self.second), {(1, 2, 3): (10, 20, 30, 255)})
        self.assertEqual(sorted(self.worker_connections(self.first)), [0, 2])

    def test_both_connections_edit_the_same_project(self):
        self.second.call("goxel.attach_session", {"session": self.session})
        self.second.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
        self.first.call("goxel.add_voxel", [1, 0, 0, 2, 2, 2, 255])
        expected = {(0, 0, 0): (1, 1, 1, 255), (1, 0, 0): (2, 2, 2, 255)}
        self.assertEqual(daemon.voxels_of(self.first), expected)
        self.assertEqual(daemon.voxels_of(self.second), expected)

    def test_requests_sent_behind_an_attach_mean_the_new_session_and_none_is_lost(self):
        for _ in range(50):
            client = self.connect()
            ids = [client.send_request("goxel.attach_session", [self.session])]
            ids += [client.send_request("goxel.add_voxel", [x, 0, 0, 9, 9, 9, 255]) for x in range(20)]
            ids.append(client.send_request("goxel.get_voxel", [19, 0, 0]))
            results = [client.answer_to(number) for number in ids]
            self.assertIs(results[-1]["exists"], True)
            client.close()
        self.assertEqual(len(daemon.voxels_of(self.first)), 20)

    def test_attaching_again_and_again_between_two_workers_loses_nothing(self):
        other = self.second.call("goxel.create_project", ["other"])["session"]
        client = self.connect()
        for number in range(100):
            session, name = ((self.session, "shared"), (other, "other"))[number % 2]
            self.assertEqual(client.call("goxel.attach_session", [session])["project_id"], name)
            client.call("goxel.add_voxel", [number, 0, 0, 1, 2, 3, 255])
        self.assertEqual(set(daemon.voxels_of(self.first)), {(x, 0, 0) for x in range(0, 100, 2)})
        self.assertEqual(set(daemon.voxels_of(self.second)), {(x, 0, 0) for x in range(1, 100, 2)})

    def test_attaching_to_a_session_that_is_gone_keeps_the_one_there_was(self):
        self.first.call("goxel.close_project", {"discard": True})
        mine = self.second.call("goxel.create_project", ["mine"])
        self.assert_error(self.second.error("goxel.attach_session", [self.session]), -1102, "session_not_found")
        self.assertEqual(self.second.call("goxel.health_check")["project_id"], mine["project_id"])

    def test_requests_of_one_connection_after_a_move_are_answered_in_order(self):
        self.second.call("goxel.attach_session", [self.session])
        ids = [self.second.send_request("goxel.add_voxel", [x, 0, 0, 1, 1, 1, 255]) for x in range(200)]
        for number in ids:
            self.second.answer_to(number)


class Naming(DaemonTest):
    def setUp(self):
        super().setUp()
        self.first, self.second = self.connect_one_to_each_worker(2)
        self.session = self.first.call("goxel.create_project", ["named"])["session"]

    def test_a_session_named_beside_method_is_meant_and_the_connection_stays(self):
        result = self.second.call("goxel.add_voxel", [1, 1, 1, 5, 6, 7, 255], session=self.session)
        self.assertIs(result["success"], True)
        self.assertEqual(daemon.voxels_of(self.first), {(1, 1, 1): (5, 6, 7, 255)})
        self.assertEqual(self.worker_connections(self.first), [1, 1])

    def test_a_session_named_in_object_params_is_meant(self):
        self.first.call("goxel.add_voxel", [1, 1, 1, 5, 6, 7, 255])
        params = {"position": [1, 1, 1], "session": self.session}
        self.assertEqual(self.second.call("goxel.get_voxel", params)["color"], [5, 6, 7, 255])

    def test_a_named_session_does_not_replace_the_connections_own(self):
        self.second.call("goxel.create_project", ["own"])
        self.second.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
        self.second.call("goxel.add_voxel", [9, 9, 9, 2, 2, 2, 255], session=self.session)
        self.assertEqual(set(daemon.voxels_of(self.second)), {(0, 0, 0)})
        self.assertEqual(set(daemon.voxels_of(self.first)), {(9, 9, 9)})

    def test_jobs_of_a_named_session_answer_to_the_connection_that_asked(self):
        self.first.call("goxel.add_voxel", [0, 0, 1, 16, 32, 48, 255])
        self.second.call("goxel.save_project", {"path": "named.gox", "session": self.session})
        self.assertTrue((self.folder / "named.gox").is_file())
        picture = self.second.call("goxel.render_scene", {"width": 16, "height": 16}, session=self.session)
        self.assertTrue(picture["image"])

    def test_one_connection_drives_many_sessions_made_without_binding(self):
        coordinator = self.first
        sessions = [coordinator.call("goxel.create_project", {"name": f"p{i}", "bind": False})["session"]
                    for i in range(20)]
        self.assertEqual(len({session.split("-")[0] for session in sessions}), 2)
        for number, session in enumerate(sessions):
            coordinator.send_request("goxel.add_voxel", [number, 0, 0, 1, 1, 1, 255], session=session)
        for _ in sessions:
            self.assertIn("result", coordinator.receive())
        for number, session in enumerate(sessions):
            self.assertEqual(set(daemon.voxels_of(coordinator, session=session)), {(number, 0, 0)})
        self.assertEqual(coordinator.call("goxel.health_check")["project_id"], "named")


class Lifetime(DaemonTest):
    def states(self, client):
        return {entry["name"]: entry["state"] for entry in client.call("goxel.list_sessions")["sessions"]}

    def test_an_ephemeral_session_ends_with_its_connection(self):
        watcher = self.connect()
        with self.daemon.connect() as client:
            client.call("goxel.create_project", {"name": "brief", "ephemeral": True})
            client.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
            self.assertEqual(self.states(watcher), {"brief": "bound"})
        self.wait_for("the session to be gone", lambda: self.states(watcher) == {})

    def test_an_ephemeral_session_lives_as_long_as_the_last_of_its_connections(self):
        keeper = self.connect()
        with self.daemon.connect() as client:
            session = client.call("goxel.create_project", {"name": "brief", "ephemeral": True})["session"]
            keeper.call("goxel.attach_session", [session])
        watcher = self.connect()
        self.wait_for("the first connection to be gone", lambda: watcher.call("status")["connections"] == 2)
        self.assertEqual(self.states(watcher), {"brief": "bound"})
        keeper.close()
        self.wait_for("the session to be gone", lambda: self.states(watcher) == {})

    def test_a_session_whose_connection_closed_is_detached_and_can_be_attached_again(self):
        watcher = self.connect()
        with self.daemon.connect() as client:
            session = client.call("goxel.create_project", ["kept"])["session"]
            client.call("goxel.add_voxel", [4, 5, 6, 7, 8, 9, 255])
        self.wait_for("the session to be detached", lambda: self.states(watcher) == {"kept": "detached"})
        client = self.connect()
        client.call("goxel.attach_session", [session])
        self.assertEqual(self.states(watcher), {"kept": "bound"})
        self.assertEqual(daemon.voxels_of(client), {(4, 5, 6): (7, 8, 9, 255)})

    def test_list_sessions_tells_of_all_workers_what_is_bound_and_what_is_dirty(self):
        clients = self.connect_one_to_each_worker(2)
        clients[0].call("goxel.create_project", ["clean"])
        clients[1].call("goxel.create_project", ["changed"])
        clients[1].call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
        for client in clients:
            listed = client.call("goxel.list_sessions")
            self.assertEqual(listed["count"], 2)
            self.assertEqual({(s["name"], s["state"], s["dirty"]) for s in listed["sessions"]},
                             {("clean", "bound", False), ("changed", "bound", True)})
            self.assertEqual(len({s["session"] for s in listed["sessions"]}), 2)

    def test_close_project_keeps_unsaved_work_unless_it_is_to_be_discarded(self):
        client = self.connect()
        session = client.call("goxel.create_project", ["work"])["session"]
        client.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
        self.assertEqual(client.call("goxel.close_project")["recoverable"], session)
        self.assert_error(client.error("goxel.get_voxel", [0, 0, 0]), -1101, "no_project")
        client.call("goxel.attach_session", [session])
        self.assertNotIn("recoverable", client.call("goxel.close_project", {"discard": True}))
        self.assert_error(client.error("goxel.attach_session", [session]), -1102, "session_not_found")

    def test_a_closed_project_is_gone_for_the_other_connections_too(self):
        first, second = self.connect_one_to_each_worker(2)
        session = first.call("goxel.create_project", ["shared"])["session"]
        second.call("goxel.attach_session", [session])
        first.call("goxel.close_project")
        self.assert_error(second.error("goxel.get_voxel", [0, 0, 0]), -1101, "no_project")


if __name__ == "__main__":
    daemon.main()
