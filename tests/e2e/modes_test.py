"""How many projects may be under way, and which one a request means that names none."""

import threading

import daemon


class Locked(daemon.DaemonTest):
    """What is common to tests of the project lock."""

    def assert_locked(self, error, holder):
        self.assert_error(error, -1100, "project_locked")
        self.assertTrue(error["message"].startswith("Another project operation is in progress"), error)
        self.assertEqual(error["data"]["holder"]["project_id"], holder)
        self.assertGreaterEqual(error["data"]["holder"]["held_seconds"], 0)
        self.assertGreaterEqual(error["data"]["holder"]["idle_seconds"], 0)
        self.assertGreater(error["data"]["retry_after_ms"], 0)

    def lock_of(self, client):
        return client.call("goxel.debug.get_project_state")["lock"]


class SingleModeTest(Locked):
    FLAGS = ("--workers", "4", "--jobs", "2", "--project-mode", "single")

    def test_a_second_create_is_refused_until_the_first_is_saved(self):
        client = self.connect()
        client.call("goxel.create_project", ["first"])
        self.assert_locked(client.error("goxel.create_project", ["second"]), "first")
        client.call("goxel.save_project", ["first.gox"])
        self.assertEqual(client.call("goxel.create_project", ["second"])["project_id"], "second")

    def test_the_same_holds_for_two_clients(self):
        one, other = self.connect_many(2)
        one.call("goxel.create_project", ["first"])
        self.assert_locked(other.error("goxel.create_project", ["second"]), "first")
        self.assert_locked(other.error("goxel.load_project", ["missing.gox"]), "first")
        one.call("goxel.save_project", ["first.gox"])
        other.call("goxel.create_project", ["second"])
        self.assert_locked(one.error("goxel.create_project", ["third"]), "second")

    def test_every_connection_means_the_one_project(self):
        clients = self.connect_many(8)
        clients[0].call("goxel.create_project", ["shared"])
        for x, client in enumerate(clients):
            client.call("goxel.add_voxel", [x, 0, 0, x, x, x, 255])
        expected = {(x, 0, 0): (x, x, x, 255) for x in range(8)}
        for client in clients:
            self.assertEqual(daemon.voxels_of(client), expected)
            self.assertTrue(client.call("goxel.health_check")["has_active_project"])
            self.assertEqual(client.call("goxel.health_check")["project_id"], "shared")

    def test_health_check_tells_the_mode(self):
        health = self.connect().call("goxel.health_check")
        self.assertEqual((health["mode"], health["max_concurrent_projects"]), ("single", 1))

    def test_closing_or_exporting_gives_the_lock_back(self):
        one, other = self.connect_many(2)
        one.call("goxel.create_project", ["first"])
        one.call("goxel.close_project")
        other.call("goxel.create_project", ["second"])
        other.call("goxel.export_model", ["second.txt"])
        one.call("goxel.create_project", ["third"])

    def test_a_failed_save_or_load_keeps_the_lock_as_it_was(self):
        client, other = self.connect_many(2)
        client.call("goxel.create_project", ["first"])
        self.assert_error(client.error("goxel.save_project", ["no/such/folder/a.gox"]), -1107, "file_error")
        self.assert_locked(other.error("goxel.create_project", ["second"]), "first")
        client.call("goxel.save_project", ["first.gox"])
        self.assert_error(other.error("goxel.load_project", ["missing.gox"]), -1107, "file_error")
        self.assertEqual(self.lock_of(client)["holders"], [])
        client.call("goxel.create_project", ["third"])

    def test_a_saved_project_stays_open_for_all_until_the_next_create_which_keeps_what_is_unsaved(self):
        one, other = self.connect_many(2)
        first = one.call("goxel.create_project", ["first"])["session"]
        one.call("goxel.save_project", ["first.gox"])
        other.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6, 255])
        self.assertEqual(daemon.voxels_of(one), {(1, 2, 3): (4, 5, 6, 255)})
        other.call("goxel.create_project", ["second"])
        self.assertEqual(daemon.voxels_of(one), {})
        self.assertEqual(daemon.voxels_of(one, session=first), {(1, 2, 3): (4, 5, 6, 255)})

    def test_debug_force_cleanup_gives_the_lock_back_and_keeps_the_work(self):
        one, other = self.connect_many(2)
        session = one.call("goxel.create_project", ["stuck"])["session"]
        one.call("goxel.add_voxel", [0, 0, 0, 9, 9, 9, 255])
        lock = self.lock_of(other)
        self.assertEqual([holder["project_id"] for holder in lock["holders"]], ["stuck"])
        released = other.call("goxel.debug.force_cleanup")
        self.assertEqual((released["session"], released["project_id"], released["lock_released"],
                          released["recoverable"]), (session, "stuck", True, session))
        self.assertEqual(self.lock_of(other)["holders"], [])
        other.call("goxel.create_project", ["next"])
        self.assertEqual(daemon.voxels_of(one, session=session), {(0, 0, 0): (9, 9, 9, 255)})

    def test_one_warning_is_logged_for_a_writer_that_does_not_hold_the_project(self):
        one, other = self.connect_many(2)
        one.call("goxel.create_project", ["held"])
        one.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
        self.assertEqual(self.lock_of(one)["foreign_writes"], 0)
        for x in range(3):
            other.call("goxel.add_voxel", [x, 0, 0, 2, 2, 2, 255])
        self.assertEqual(self.lock_of(one)["foreign_writes"], 3)
        self.wait_for("the warning", lambda: "does not hold it" in self.daemon.log_text())
        self.assertEqual(self.daemon.log_text().count("does not hold it"), 1)

    def test_pipelined_load_and_edit_take_effect_in_order(self):
        client = self.connect()
        client.call("goxel.create_project", ["source"])
        client.call("goxel.add_voxel", [7, 7, 7, 1, 2, 3, 255])
        client.call("goxel.save_project", ["source.gox"])
        for _ in range(20):
            ids = [client.send_request("goxel.load_project", ["source.gox"]),
                   client.send_request("goxel.add_voxel", [8, 7, 7, 1, 2, 3, 255]),
                   client.send_request("goxel.get_layer_voxels", {"limit": 0})]
            answers = [client.answer_to(request) for request in ids]
            self.assertEqual(answers[2]["total"], 2)
            client.call("goxel.save_project", ["other.gox"])


class WaitingTest(Locked):
    FLAGS = ("--workers", "2", "--jobs", "2", "--project-mode", "single", "--project-wait-ms", "60000")

    def test_creates_wait_their_turn_in_order(self):
        holder, *waiting = self.connect_many(4)
        holder.call("goxel.create_project", ["p0"])
        for number, client in enumerate(waiting, 1):
            client.send_request("goxel.create_project", [f"p{number}"])
            self.wait_for("it to wait", lambda: self.lock_of(holder)["waiting"] == number)
        order = []
        current = holder
        for number, client in enumerate(waiting, 1):
            current.call("goxel.save_project", ["p.gox"])
            order.append(client.receive()["result"]["project_id"])
            current = client
        self.assertEqual(order, ["p1", "p2", "p3"])

    def test_a_waiting_create_holds_back_nothing_else(self):
        holder, waiter = self.connect_many(2)
        holder.call("goxel.create_project", ["first"])
        create = waiter.send_request("goxel.create_project", ["second"])
        ping = waiter.send_request("ping")
        read = waiter.send_request("goxel.get_voxel", [0, 0, 0])
        self.assertIn("pong", str(waiter.answer_to(ping)).lower())
        self.assertFalse(waiter.answer_to(read)["exists"])
        holder.call("goxel.save_project", ["first.gox"])
        self.assertEqual(waiter.answer_to(create)["project_id"], "second")

    def test_the_holders_own_second_create_is_refused_at_once(self):
        client = self.connect()
        client.call("goxel.create_project", ["first"])
        self.assert_locked(client.error("goxel.create_project", ["second"]), "first")

    def test_a_waiter_that_hangs_up_is_passed_over(self):
        holder, gone, last = self.connect_many(3)
        holder.call("goxel.create_project", ["first"])
        gone.send_request("goxel.create_project", ["gone"])
        self.wait_for("one to wait", lambda: self.lock_of(holder)["waiting"] == 1)
        create = last.send_request("goxel.create_project", ["last"])
        self.wait_for("two to wait", lambda: self.lock_of(holder)["waiting"] == 2)
        gone.close()
        self.wait_for("it to be gone", lambda: holder.call("status")["connections"] == 2)
        holder.call("goxel.save_project", ["first.gox"])
        self.assertEqual(last.answer_to(create)["project_id"], "last")

    def test_waiting_creates_are_answered_when_the_service_ends(self):
        holder, waiter = self.connect_many(2)
        holder.call("goxel.create_project", ["first"])
        waiter.send_request("goxel.create_project", ["second"])
        self.wait_for("it to wait", lambda: self.lock_of(holder)["waiting"] == 1)
        self.assertEqual(self.daemon.stop(), 0)
        self.assert_error(waiter.receive()["error"], -1109, "cancelled")
        self.daemon = self.start(*self.FLAGS)


class WaitingTimeTest(Locked):
    FLAGS = ("--workers", "2", "--jobs", "2", "--max-projects", "1", "--project-wait-ms", "50")

    def test_a_create_that_waited_in_vain_is_refused(self):
        holder, waiter = self.connect_many(2)
        holder.call("goxel.create_project", ["first"])
        self.assert_locked(waiter.error("goxel.create_project", ["second"]), "first")
        self.assertEqual(self.lock_of(holder)["waiting"], 0)


class MaxProjectsTest(Locked):
    FLAGS = ("--workers", "2", "--jobs", "2", "--max-projects", "2")

    def test_two_fit_and_a_third_does_not(self):
        clients = self.connect_many(3)
        clients[0].call("goxel.create_project", ["a"])
        clients[1].call("goxel.create_project", ["b"])
        self.assert_error(clients[2].error("goxel.create_project", ["c"]), -1100, "project_locked")
        clients[0].call("goxel.save_project", ["a.gox"])
        clients[2].call("goxel.create_project", ["c"])
        health = clients[0].call("goxel.health_check")
        self.assertEqual((health["mode"], health["max_concurrent_projects"]), ("multi", 2))
        self.assertEqual(self.lock_of(clients[0])["places"], 2)

    def test_each_connection_has_its_own_project(self):
        one, other = self.connect_many(2)
        one.call("goxel.create_project", ["a"])
        other.call("goxel.create_project", ["b"])
        one.call("goxel.add_voxel", [0, 0, 0, 1, 1, 1, 255])
        self.assertEqual(daemon.voxels_of(other), {})


class HolderGoneTest(Locked):
    FLAGS = ("--workers", "2", "--jobs", "2", "--project-mode", "single")

    def test_the_lock_is_taken_over_when_the_holders_process_has_ended_and_its_work_is_kept(self):
        script = (f"import sys; sys.path.insert(0, {str(daemon.__file__.rsplit('/', 1)[0])!r}); import daemon; "
                  f"c = daemon.Client({str(self.daemon.socket)!r}); "
                  "print(c.call('goxel.create_project', ['left'])['session']); "
                  "c.call('goxel.add_voxel', [1, 1, 1, 8, 8, 8, 255])")
        session = daemon.run_python(script).strip()
        client = self.connect()
        self.wait_for("the connection to be gone", lambda: client.call("status")["connections"] == 1)
        client.call("goxel.create_project", ["next"])
        self.assertEqual(daemon.voxels_of(client, session=session), {(1, 1, 1): (8, 8, 8, 255)})

    def test_a_holder_whose_process_lives_keeps_the_lock_after_its_connection_closed(self):
        with self.daemon.connect() as first:
            first.call("goxel.create_project", ["mine"])
        client = self.connect()
        self.wait_for("the connection to be gone", lambda: client.call("status")["connections"] == 1)
        self.assert_locked(client.error("goxel.create_project", ["next"]), "mine")


class AutoAffinityTest(daemon.DaemonTest):
    FLAGS = ("--workers", "3", "--jobs", "2")

    def call_alone(self, method, params=None):
        with self.daemon.connect() as client:
            return client.call(method, params)

    def test_a_connection_per_request_just_works(self):
        self.call_alone("goxel.create_project", ["one"])
        for x in range(10):
            self.call_alone("goxel.add_voxel", [x, 0, 0, 1, 2, 3, 255])
        with self.daemon.connect() as client:
            self.assertEqual(len(daemon.voxels_of(client)), 10)

    def test_an_unbound_create_replaces_the_processs_only_session(self):
        self.call_alone("goxel.create_project", ["one"])
        self.call_alone("goxel.create_project", ["two"])
        client = self.connect()
        self.assertEqual(client.call("goxel.health_check")["project_id"], "two")
        self.wait_for("the first to be gone", lambda: client.call("goxel.list_sessions")["count"] == 1)

    def test_a_load_without_a_connection_of_its_own_replaces_it_too(self):
        self.call_alone("goxel.create_project", ["one"])
        self.call_alone("goxel.save_project", ["one.gox"])
        self.call_alone("goxel.load_project", ["one.gox"])
        client = self.connect()
        self.wait_for("the first to be gone", lambda: client.call("goxel.list_sessions")["count"] == 1)

    def test_with_several_sessions_the_error_lists_them(self):
        first, second = self.connect_many(2)
        ids = {client.call("goxel.create_project", [name])["session"]
               for client, name in ((first, "a"), (second, "b"))}
        error = self.connect().error("goxel.get_voxel", [0, 0, 0])
        self.assert_error(error, -1101, "no_project")
        self.assertEqual(set(error["data"]["sessions"]), ids)

    def test_another_process_has_no_part_in_it(self):
        self.call_alone("goxel.create_project", ["mine"])
        script = (f"import sys; sys.path.insert(0, {str(daemon.__file__.rsplit('/', 1)[0])!r}); import daemon; "
                  f"print(daemon.Client({str(self.daemon.socket)!r})"
                  ".error('goxel.get_voxel', [0, 0, 0])['data']['reason'])")
        self.assertEqual(daemon.run_python(script).strip(), "no_project")

    def test_many_connections_of_a_process_may_edit_its_session_at_once(self):
        self.call_alone("goxel.create_project", ["busy"])

        def edit(y):
            for x in range(20):
                self.call_alone("goxel.add_voxel", [x, y, 0, 1, 1, 1, 255])

        threads = [threading.Thread(target=edit, args=(y,)) for y in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self.daemon.connect() as client:
            self.assertEqual(len(daemon.voxels_of(client)), 80)


class ConnectionAffinityTest(daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "2", "--affinity", "connection")

    def test_an_unbound_request_means_nothing(self):
        with self.daemon.connect() as client:
            client.call("goxel.create_project", ["one"])
            client.call("goxel.get_voxel", [0, 0, 0])
        self.assert_error(self.connect().error("goxel.get_voxel", [0, 0, 0]), -1101, "no_project")


class SharedAffinityTest(daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "2", "--affinity", "shared")

    def test_the_latest_project_is_everybodys_without_a_lock(self):
        one, other = self.connect_many(2)
        one.call("goxel.create_project", ["first"])
        other.call("goxel.create_project", ["second"])
        self.assertEqual(one.call("goxel.health_check")["project_id"], "second")
        self.assertNotIn("lock", one.call("goxel.debug.get_project_state"))

    def test_a_connection_of_any_worker_may_attach(self):
        kept = self.connect().call("goxel.create_project", {"name": "kept", "bind": False})["session"]
        self.connect().call("goxel.create_project", ["everybodys"])
        for client in self.connect_many(4):
            self.assertEqual(client.call("goxel.attach_session", [kept])["project_id"], "kept")
            self.assertEqual(client.call("goxel.health_check")["project_id"], "kept")

    def test_an_attached_connection_keeps_its_own_until_it_creates_one(self):
        one, other = self.connect_many(2)
        first = one.call("goxel.create_project", ["first"])["session"]
        one.call("goxel.attach_session", [first])
        other.call("goxel.create_project", ["second"])
        self.assertEqual(one.call("goxel.health_check")["project_id"], "first")
        self.assertEqual(one.call("goxel.detach_session")["session"], first)
        self.assertEqual(one.call("goxel.health_check")["project_id"], "second")
        one.call("goxel.attach_session", [first])
        one.call("goxel.create_project", ["third"])
        self.assertEqual(one.call("goxel.health_check")["project_id"], "third")
        self.assertEqual(other.call("goxel.health_check")["project_id"], "third")


if __name__ == "__main__":
    daemon.main()
