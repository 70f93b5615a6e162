"""Sessions that rest on disk: nothing is lost, and they come back when they are meant."""

import time

import daemon


class EvictionTest(daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "2", "--idle-timeout", "1", "--idle-check-interval", "1")

    def states(self, client):
        return {s["name"]: s["state"] for s in client.call("goxel.list_sessions")["sessions"]}

    def wait_until_evicted(self, watcher, name):
        self.wait_for(f"{name} to be evicted", lambda: self.states(watcher).get(name) == "evicted")

    def build(self, client, name):
        """A session with one of all that survives; its id."""
        session = client.call("goxel.create_project", [name, 32, 16, 8])["session"]
        client.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6, 255])
        client.call("goxel.create_snapshot", ["before"])
        client.call("goxel.create_layer", ["second"])
        client.call("goxel.add_voxel", [-1, -2, 3, 40, 50, 60, 128])
        client.call("goxel.create_layer", ["third"])
        client.call("goxel.set_active_layer", ["second"])
        client.call("goxel.select_box", {"min": [-1, -2, 3], "max": [0, 0, 3]})
        client.call("goxel.copy")
        return session

    def everything(self, client, **members):
        info = client.call("goxel.get_project_info", **members)
        return (daemon.project_state(client, **members),
                {key: info[key] for key in ("name", "dirty", "revision", "voxel_count", "box")},
                client.call("goxel.get_selection", **members),
                client.call("goxel.list_snapshots", **members))

    def test_a_bound_session_rests_and_the_next_request_brings_it_back(self):
        client = self.connect()
        watcher = self.connect()
        self.build(client, "work")
        before = self.everything(client)
        self.wait_until_evicted(watcher, "work")
        self.assertEqual(self.everything(client), before)
        self.assertEqual(self.states(watcher), {"work": "bound"})
        client.call("goxel.clear_selection")
        client.call("goxel.paste", {"offset": [0, 0, 1]})
        self.assertTrue(client.call("goxel.get_voxel", [-1, -2, 4])["exists"])
        client.call("goxel.restore_snapshot", ["before"])
        self.assertEqual(daemon.voxels_of(client), {(1, 2, 3): (4, 5, 6, 255)})

    def test_a_session_comes_back_by_its_name_and_by_attaching(self):
        client, other = self.connect_many(2)
        session = self.build(client, "named")
        before = self.everything(client)
        self.wait_until_evicted(other, "named")
        self.assertEqual(self.everything(other, session=session), before)
        self.wait_until_evicted(other, "named")
        other.call("goxel.attach_session", [session])
        self.assertEqual(self.everything(other), before)

    def test_pipelined_requests_wait_for_a_session_that_comes_back(self):
        client, watcher = self.connect_many(2)
        client.call("goxel.create_project", ["piped"])
        client.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
        self.wait_until_evicted(watcher, "piped")
        ids = [client.send_request("goxel.add_voxel", [x, 1, 0, x, 0, 0, 255]) for x in range(50)]
        ids.append(client.send_request("goxel.get_layer_voxels", {"limit": 0}))
        answers = [client.answer_to(request) for request in ids]
        self.assertEqual(answers[-1]["total"], 51)

    def test_a_session_that_is_used_is_not_evicted(self):
        client, watcher = self.connect_many(2)
        client.call("goxel.create_project", ["used"])
        client.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
        client.call("goxel.create_layer", ["undone"])
        client.call("goxel.create_project", {"name": "idle", "bind": False})
        deadline = time.monotonic() + 4
        while time.monotonic() < deadline:
            client.call("goxel.get_voxel", [0, 0, 0])
        self.assertEqual(self.states(watcher)["used"], "bound")
        self.assertEqual(client.call("goxel.undo")["steps"], 1)  # its history is still there

    def test_a_detached_session_that_was_never_touched_ends(self):
        watcher = self.connect()
        with self.daemon.connect() as client:
            client.call("goxel.create_project", ["blank"])
        self.wait_for("it to end", lambda: self.states(watcher) == {})

    def test_an_ephemeral_session_leaves_no_copy(self):
        watcher = self.connect()
        with self.daemon.connect() as client:
            client.call("goxel.create_project", {"name": "passing", "ephemeral": True})
            client.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
        self.wait_for("it to end", lambda: self.states(watcher) == {})
        self.assertEqual(list((self.folder / "state" / "sessions").iterdir()), [])

    def test_closing_with_discard_deletes_a_resting_session(self):
        client, watcher = self.connect_many(2)
        session = self.build(client, "unwanted")
        self.wait_until_evicted(watcher, "unwanted")
        watcher.call("goxel.close_session", {"session": session, "discard": True})
        self.assert_error(watcher.error("goxel.attach_session", [session]), -1102, "session_not_found")
        self.wait_for("its copy to be gone", lambda: not list((self.folder / "state" / "sessions").iterdir()))

    def test_a_copy_is_a_file_that_editors_open(self):
        client, watcher = self.connect_many(2)
        session = self.build(client, "file")
        self.wait_until_evicted(watcher, "file")
        copy = self.folder / "state" / "sessions" / session / "project.gox"
        loaded = watcher.call("goxel.load_project", [str(copy)])
        self.assertEqual((loaded["layer_count"], loaded["voxel_count"]), (3, 2))

    def test_in_single_mode_an_idle_project_gives_its_lock_back(self):
        single = self.start("--workers", "2", "--project-mode", "single", "--idle-timeout", "1",
                            "--idle-check-interval", "1")
        with single.connect() as client, single.connect() as other:
            client.call("goxel.create_project", ["idle"])
            client.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
            self.wait_for("the lock to be free", lambda: not other.call(
                "goxel.debug.get_project_state")["lock"]["holders"])
            other.call("goxel.create_project", ["next"])


class UnsavedWorkTest(daemon.DaemonTest):
    def test_a_replaced_project_is_kept_and_can_be_attached(self):
        client = self.connect()
        first = client.call("goxel.create_project", ["first"])["session"]
        client.call("goxel.add_voxel", [1, 1, 1, 2, 2, 2, 255])
        client.call("goxel.create_project", ["second"])
        self.wait_for("the first to rest", lambda: {"first": "evicted", "second": "bound"} == {
            s["name"]: s["state"] for s in client.call("goxel.list_sessions")["sessions"]})
        client.call("goxel.attach_session", [first])
        self.assertEqual(daemon.voxels_of(client), {(1, 1, 1): (2, 2, 2, 255)})

    def test_a_hundred_replaced_projects_are_all_kept(self):
        client = self.connect()
        sessions = []
        for number in range(100):
            sessions.append(client.call("goxel.create_project", [f"p{number}"])["session"])
            client.call("goxel.add_voxel", [number, 0, 0, number, 0, 0, 255])
        for number, session in enumerate(sessions):
            self.assertEqual(daemon.voxels_of(client, session=session), {(number, 0, 0): (number, 0, 0, 255)})


class RestartTest(daemon.DaemonTest):
    def restart(self, *flags):
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon = self.start(*flags, folder=self.folder)

    def test_an_orderly_stop_keeps_unsaved_sessions_for_the_next_start_with_other_workers(self):
        sessions = []
        for number, client in enumerate(self.connect_many(8)):
            sessions.append(client.call("goxel.create_project", [f"p{number}"])["session"])
            client.call("goxel.add_voxel", [number, 0, 0, 9, 9, 9, 255])
        self.restart("--workers", "3")
        client = self.connect()
        listed = client.call("goxel.list_sessions")["sessions"]
        self.assertEqual({(s["session"], s["state"], s["dirty"]) for s in listed},
                         {(session, "evicted", True) for session in sessions})
        for number, session in enumerate(sessions):
            client.call("goxel.attach_session", [session])
            self.assertEqual(daemon.voxels_of(client), {(number, 0, 0): (9, 9, 9, 255)})
            self.assertEqual(client.call("goxel.get_project_info")["name"], f"p{number}")

    def test_a_second_service_on_the_state_folder_is_refused(self):
        other = self.folder / "other.sock"
        second = daemon.run_program("--socket", str(other), "--state-dir", str(self.folder / "state"))
        self.assertEqual(second.returncode, 73)
        self.assertIn(str(self.daemon.process.pid), second.stderr)

    def test_the_number_of_copies_is_bounded(self):
        self.restart("--workers", "1", "--limit-recovery-sessions", "2")
        client = self.connect()
        sessions = []
        for number in range(4):
            sessions.append(client.call("goxel.create_project", [f"p{number}"])["session"])
            client.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])

        def kept():
            return {s["session"] for s in client.call("goxel.list_sessions")["sessions"] if s["state"] == "evicted"}

        self.wait_for("one of three to be dropped", lambda: "a kept session is dropped" in self.daemon.log_text())
        self.wait_for("two to be kept", lambda: client.call("goxel.list_sessions")["count"] == 3 and len(kept()) == 2)
        dropped = set(sessions[:3]) - kept()
        self.assertEqual(len(dropped), 1)
        self.assert_error(client.error("goxel.attach_session", [*dropped]), -1102, "session_not_found")
        for session in kept():
            self.assertTrue(client.call("goxel.get_voxel", [0, 0, 0], session=session)["exists"])
        self.assertEqual(self.daemon.log_text().count("a kept session is dropped"), 1)


if __name__ == "__main__":
    daemon.main()
