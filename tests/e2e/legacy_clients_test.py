"""The older daemon's clients, unchanged, against this one: several projects at once, and one at a time.

See legacy_clients.py for what each client does, and docs/migration.md for what they may have to change.
"""

import os
import subprocess
import sys
import threading

import daemon
import legacy_clients

# Each waits up to a minute for a reply itself: only one that hangs elsewhere meets this.
CLIENT_TIMEOUT_S = 4 * daemon.PATIENCE_S
# They end without a save or an export of what they opened last, so it is still under way when they are done.
WITHOUT_A_SAVE = {"renders_kept", "renders_side_by_side", "colours_counted", "round_trip", "tools"}
# They open no project.
WITHOUT_A_PROJECT = {"status_only", "status_as_text"}


class LegacyTest(daemon.DaemonTest):
    def run_client(self, name):
        """In a process of its own; what it missed, or nothing."""
        done = subprocess.run([sys.executable, "-B", legacy_clients.__file__, name, str(self.daemon.socket)],
                              cwd=self.folder, capture_output=True, text=True, timeout=CLIENT_TIMEOUT_S,
                              check=False)
        return "" if done.returncode == 0 else f"{name}: {(done.stderr.splitlines() or ['no word'])[-1]}\n"

    def assert_nothing_missed(self, missed):
        if any(missed):
            self.fail("\n" + "".join(missed))

    def run_here(self, name):
        """In this process, as programs do that hold several clients."""
        before = os.getcwd()
        os.chdir(self.folder)
        try:
            legacy_clients.CLIENTS[name](str(self.daemon.socket))
        finally:
            os.chdir(before)


class MultiModeTest(LegacyTest):
    """As the daemon is started by default."""

    def test_all_at_once_do_not_meet(self):
        missed = {}
        threads = [threading.Thread(target=lambda name=name: missed.update({name: self.run_client(name)}))
                   for name in legacy_clients.CLIENTS]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(missed), len(legacy_clients.CLIENTS))
        self.assert_nothing_missed(missed.values())


class SingleModeTest(LegacyTest):
    """One project for all, as the older daemon had it."""

    FLAGS = ("--workers", "2", "--jobs", "2", "--project-mode", "single")

    def test_programs_that_run_one_after_another_need_no_change(self):
        """The next create takes the place of a client whose process has ended, saved or not."""
        self.assert_nothing_missed([self.run_client(name) for name in legacy_clients.CLIENTS])

    def test_a_program_that_creates_again_without_a_save_needs_one_before(self):
        """Several clients in one process: refused after those that do not save, until there is a save."""
        for name in legacy_clients.CLIENTS:
            if name in WITHOUT_A_PROJECT:
                continue
            self.run_here(name)
            with legacy_clients.OneReceive(str(self.daemon.socket)) as client:
                if name in WITHOUT_A_SAVE:
                    refused = client.reply("goxel.create_project", ["next"])["error"]
                    self.assert_error(refused, -1100, "project_locked")
                    self.assertIn("Another project operation is in progress", refused["message"])
                    client.result("goxel.save_project", ["adapted.gox"])
                self.assertTrue(client.result("goxel.create_project", ["next"])["success"], name)
                client.result("goxel.save_project", ["adapted.gox"])

    def test_a_queue_lets_the_next_wait_for_that_save(self):
        waiting = self.start(*self.FLAGS, "--project-wait-ms", "60000")
        with waiting.connect() as first, waiting.connect() as second:
            first.call("goxel.create_project", ["first"])
            next_one = second.send_request("goxel.create_project", ["second"])
            self.wait_for("the second to wait", lambda: first.call(
                "goxel.debug.get_project_state")["lock"]["waiting"] == 1)
            first.call("goxel.save_project", ["first.gox"])
            self.assertEqual(second.answer_to(next_one)["project_id"], "second")


def add_client_tests():
    """One test of a daemon of its own for each client, so that each can be red or green alone."""
    for name, client in legacy_clients.CLIENTS.items():
        def test(self, name=name):
            self.assert_nothing_missed([self.run_client(name)])

        test.__doc__ = client.__doc__
        setattr(MultiModeTest, f"test_{name}_alone", test)


add_client_tests()

if __name__ == "__main__":
    daemon.main()
