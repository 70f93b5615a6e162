"""Jobs over the wire: async, progress, and what happens to them when their client goes."""

import base64
import json

import daemon

SOLID = {"min": [0, 0, 0], "max": [127, 127, 127], "color": [200, 120, 40]}


class AsyncTest(daemon.DaemonTest):
    FLAGS = ("--workers", "3", "--jobs", "2")

    def ended(self, client, job):
        """The job once it has ended, whichever connection asks."""
        seen = []

        def has_ended():
            seen[:] = [client.call("goxel.get_job", [job])]
            return seen[0]["state"] not in ("queued", "running")

        self.wait_for("the job to end", has_ended)
        return seen[0]

    def test_a_render_is_fetched_by_another_connection(self):
        client = self.connect()
        session = client.call("goxel.create_project")["session"]
        client.call("goxel.fill_box", SOLID)
        direct = client.call("goxel.render_scene", {"width": 64, "height": 64})
        job = client.call("goxel.render_scene", {"width": 64, "height": 64, "async": True})["job"]
        client.close()
        job = self.ended(self.connect(), job)
        self.assertEqual((job["state"], job["method"], job["session"], job["fraction"]),
                         ("done", "goxel.render_scene", session, 1))
        self.assertEqual(job["result"], direct)
        self.assertTrue(base64.b64decode(job["result"]["image"]).startswith(b"\x89PNG"))

    def test_an_async_load_gives_a_session_and_binds_nothing(self):
        client = self.connect()
        client.call("goxel.create_project", ["kept"])
        client.call("goxel.add_voxel", [1, 2, 3, 4, 5, 6, 255])
        client.call("goxel.save_project", ["kept.gox"])
        job = client.call("goxel.load_project", {"path": "kept.gox", "async": True})["job"]
        loaded = self.ended(client, job)["result"]
        self.assertEqual(loaded["voxel_count"], 1)
        self.assertEqual(client.call("goxel.get_project_info")["name"], "kept")
        other = self.connect()
        other.call("goxel.attach_session", [loaded["session"]])
        self.assertTrue(other.call("goxel.get_voxel", [1, 2, 3])["exists"])

    def test_what_fails_is_kept_as_the_error_it_would_have_been(self):
        client = self.connect()
        client.call("goxel.create_project")
        params = {"path": "missing.gox"}
        error = client.error("goxel.load_project", params)
        job = client.call("goxel.load_project", {**params, "async": True})["job"]
        ended = self.ended(client, job)
        self.assertEqual((ended["state"], ended["error"]), ("failed", error))
        self.assertNotIn("result", ended)

    def test_a_notification_with_async_runs_and_is_listed(self):
        client = self.connect()
        client.call("goxel.create_project")
        client.send(json.dumps({"jsonrpc": "2.0", "method": "goxel.fill_box",
                                "params": {**SOLID, "async": True}}).encode() + b"\n")
        jobs = client.call("goxel.list_jobs")["jobs"]
        self.assertEqual([job["method"] for job in jobs], ["goxel.fill_box"])
        self.assertEqual(self.ended(client, jobs[0]["job"])["result"]["changed"], 128 ** 3)

    def test_a_cancelled_picture_stops_and_says_so(self):
        client = self.connect()
        client.call("goxel.create_project")
        client.call("goxel.fill_box", SOLID)
        job = client.call("goxel.render_scene", {"width": 4000, "height": 4000, "async": True,
                                                 "options": {"samples": 16}})["job"]
        self.assertIn(client.call("goxel.cancel_job", [job])["state"], ("queued", "running"))
        ended = self.ended(client, job)
        self.assertEqual((ended["state"], ended["error"]["data"]["reason"]), ("cancelled", "cancelled"))


class ProgressTest(daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "1")

    def messages_until_answer(self, client, request_id):
        messages = []
        while not messages or messages[-1].get("id") != request_id:
            messages.append(client.receive())
        return messages

    def test_tokens_come_back_as_they_were_and_before_the_answer(self):
        client = self.connect()
        client.call("goxel.create_project")
        client.call("goxel.fill_box", SOLID)
        client.send(json.dumps({
            "jsonrpc": "2.0", "id": "r", "method": "goxel.render_scene",
            "params": {"width": 900, "height": 900, "progress_token": "mine", "workDoneToken": 12}}).encode())
        *notices, answer = self.messages_until_answer(client, "r")
        self.assertTrue(answer["result"]["success"])
        ours = [n["params"] for n in notices if n["method"] == "goxel.progress"]
        theirs = [n["params"] for n in notices if n["method"] == "$/progress"]
        self.assertEqual(len(ours) + len(theirs), len(notices))
        self.assertEqual({p["token"] for p in ours}, {"mine"})
        self.assertEqual({p["token"] for p in theirs}, {12})
        fractions = [p["fraction"] for p in ours]
        self.assertEqual(fractions, sorted(set(fractions)))
        self.assertEqual(fractions[-1], 1)
        kinds = [p["value"]["kind"] for p in theirs]
        self.assertEqual((kinds[0], kinds[-1]), ("begin", "end"))
        self.assertEqual(set(kinds[1:-1]) - {"report"}, set())

    def test_without_a_token_nothing_is_told(self):
        client = self.connect()
        client.call("goxel.create_project")
        client.send_request("goxel.render_scene", {"width": 300, "height": 300})
        self.assertIn("result", client.receive())


class HangUpTest(daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "1")

    def test_the_picture_of_a_client_that_hung_up_is_not_drawn_to_its_end(self):
        client = self.connect()
        session = client.call("goxel.create_project")["session"]
        client.call("goxel.fill_box", SOLID)
        huge = {"width": 4000, "height": 4000, "options": {"samples": 16}}
        for _ in range(20):
            client.send_request("goxel.render_scene", huge)
        client.call("goxel.get_voxel", [0, 0, 0])  # all are under way
        client.close()
        other = self.connect()
        # Behind what is left of twenty pictures of 16 million pixels in the queue of one thread.
        picture = other.call("goxel.render_scene", {"width": 16, "height": 16, "session": session})
        self.assertTrue(picture["success"])

    def test_an_export_to_a_file_goes_on_without_its_client(self):
        client = self.connect()
        client.call("goxel.create_project")
        client.call("goxel.fill_box", SOLID)
        client.send_request("goxel.export_model", ["left.txt"])
        client.call("goxel.get_voxel", [0, 0, 0])
        client.close()
        self.wait_for("the file", lambda: (self.daemon.folder / "left.txt").exists())


if __name__ == "__main__":
    daemon.main()
