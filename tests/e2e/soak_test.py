"""A few seconds of goxel-bench soak, which GOXEL_BENCH names: the real one takes half an hour, see docs/performance.md."""

import json
import os
import signal
import subprocess
import unittest
import xml.etree.ElementTree

import daemon

BENCH = os.environ.get("GOXEL_BENCH", "")
# Sessions rest within the run, and are gone soon after.
FLAGS = ("--workers", "3", "--jobs", "2", "--idle-timeout", "1", "--idle-check-interval", "1")
SVG = "{http://www.w3.org/2000/svg}"


def soak(*arguments):
    return [BENCH, "soak", *map(str, arguments)]


@unittest.skipUnless(BENCH, "GOXEL_BENCH names no goxel-bench")
class Soak(daemon.DaemonTest):
    FLAGS = FLAGS

    def run_soak(self, *arguments):
        return subprocess.run(soak(*arguments), capture_output=True, text=True, timeout=daemon.PATIENCE_S * 2,
                              check=False)

    def test_a_short_soak_finds_the_service_well(self):
        figures, graph = self.folder / "soak.json", self.folder / "soak.svg"
        outcome = self.run_soak("--socket", self.daemon.socket, "--minutes", 0.05, "--clients", 6, "--rate", 400,
                                "--rest", 1.5, "--json", figures, "--svg", graph)
        self.assertEqual(outcome.returncode, 0, outcome.stdout + outcome.stderr)
        report = json.loads(figures.read_text())
        self.assertTrue(report["well"])
        self.assertEqual((report["probes"], report["probes_answered"], report["done"]["errors"]), (3, 3, 0))
        self.assertEqual(len(report["samples"]["resident_mib"]), 3)
        self.assertGreater(min(report["samples"]["descriptors"]), 10)
        self.assertGreater(report["done"]["requests"], 100)
        self.assertFalse(any(figure["judged"] for figure in report["flatness"]), "3 s are too few to judge by")
        drawing = xml.etree.ElementTree.parse(graph).getroot()
        self.assertEqual(drawing.tag, SVG + "svg")
        self.assertEqual(len(drawing.findall(SVG + "polyline")), 5)
        self.assertIn("verdict        well", outcome.stdout)

    def test_every_project_that_was_left_for_later_is_asked_for_again(self):
        figures = self.folder / "soak.json"
        outcome = self.run_soak("--socket", self.daemon.socket, "--minutes", 0.05, "--clients", 6, "--rate", 1000,
                                "--rest", 0, "--json", figures)
        self.assertEqual(outcome.returncode, 0, outcome.stdout + outcome.stderr)
        visits = json.loads(figures.read_text())["done"]["visits"]
        self.assertEqual(visits.get("come back", 0), visits.get("leave for later", 0))

    def test_a_signal_ends_a_soak_with_its_report(self):
        command = soak("--socket", self.daemon.socket, "--minutes", 60, "--rate", 100)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            running.stdout.readline()  # the heading: signals are held back since before it
            running.send_signal(signal.SIGINT)
            output = running.stdout.read()
            self.assertEqual(running.wait(daemon.PATIENCE_S), 0, output)
        self.assertIn("verdict        well", output)

    def test_a_service_that_dies_is_not_well(self):
        victim = self.start(*FLAGS)
        command = soak("--socket", victim.socket, "--minutes", 0.05, "--rate", 100)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            running.stdout.readline()
            victim.process.send_signal(signal.SIGTERM)
            output = running.stdout.read()
            self.assertEqual(running.wait(daemon.PATIENCE_S), 1, output)
        self.assertIn("verdict        NOT WELL", output)
        victim.process.wait(daemon.PATIENCE_S)

    def test_the_single_mode_is_no_place_for_a_soak(self):
        single = self.start(*FLAGS, "--project-mode", "single")
        outcome = self.run_soak("--socket", single.socket, "--minutes", 0.05)
        self.assertEqual(outcome.returncode, 64, outcome.stderr)
        self.assertIn("multi", outcome.stderr)


@unittest.skipUnless(BENCH, "GOXEL_BENCH names no goxel-bench")
class Tcp(daemon.DaemonTest):
    FLAGS = FLAGS
    TCP = True

    def test_a_soak_over_tcp_finds_out_the_servers_process(self):
        figures = self.folder / "soak.json"
        outcome = subprocess.run(soak("--tcp", "%s:%d" % self.daemon.tcp, "--minutes", 0.03, "--rate", 200,
                                      "--json", figures), capture_output=True, text=True, check=False,
                                 timeout=daemon.PATIENCE_S * 2)
        self.assertEqual(outcome.returncode, 0, outcome.stdout + outcome.stderr)
        self.assertGreater(min(json.loads(figures.read_text())["samples"]["descriptors"]), 10)

    def test_a_load_over_tcp_finds_out_the_servers_process(self):
        outcome = subprocess.run([BENCH, "--tcp", "%s:%d" % self.daemon.tcp, "--duration", "0.3", "--warmup", "0",
                                  "--connections", "2", "--rate", "500"],
                                 capture_output=True, text=True, check=False, timeout=daemon.PATIENCE_S)
        self.assertEqual(outcome.returncode, 0, outcome.stdout + outcome.stderr)
        self.assertIn("open loop of 500 requests/s", outcome.stdout)
        self.assertNotIn("not known", outcome.stdout)


if __name__ == "__main__":
    daemon.main()
