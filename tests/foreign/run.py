"""Starts the daemon on sockets of its own, runs the foreign clients against it, and prints a table.

usage: run.py DAEMON [PROGRAM...]

Each program prints a line of JSON for each check, {"name", "why"}, where an empty `why` means that it passed.
Exit code: 0 all passed, 1 a check failed or a program died, 64 an unknown program, 69 the daemon did not start.
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = {
    "jayson": ["node", "jayson_client.js"],
    "json-rpc-2.0": ["node", "json_rpc_2_0_client.js"],
    "vscode-jsonrpc": ["node", "vscode_jsonrpc_client.js"],
    "jsonrpclib-pelix": [sys.executable, "-B", "jsonrpclib_client.py"],
    "pylsp-jsonrpc": [sys.executable, "-B", "pylsp_client.py"],
    "open-rpc": ["node", "openrpc_judge.js"],
}
# Judges what the others heard.
JUDGE = {"jsonrpc-lite": ["node", "judge.js"]}
START_TIMEOUT_S = 30
PROGRAM_TIMEOUT_S = 300


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Daemon:
    """One process in a folder of its own."""

    def __init__(self, program, folder):
        self.folder = folder
        self.socket = folder / "daemon.sock"
        self.tcp_port = free_port()
        help_text = subprocess.run([program, "--help"], capture_output=True, text=True, check=False).stdout
        self.http_port = free_port() if "--http " in help_text else 0
        (folder / "files").mkdir()
        arguments = [program, "--socket", str(self.socket), "--tcp", f"127.0.0.1:{self.tcp_port}", "--insecure",
                     "--workers", "2", "--jobs", "2", "--root", str(folder / "files"),
                     "--state-dir", str(folder / "state"), "--render-dir", str(folder / "renders"),
                     # What is made up at random should be refused, not drawn.
                     "--limit-voxels-per-edit", "1000000", "--limit-picture-pixels", "20000000"]
        if self.http_port:
            arguments += ["--http", f"127.0.0.1:{self.http_port}"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GOXEL_")}
        self.log = open(folder / "daemon.log", "wb")
        self.process = subprocess.Popen(arguments, env=kept, cwd=folder, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log)

    def answers(self):
        """Waits until it does; False if it ended or takes too long."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.connect(str(self.socket))
                    return True
            except OSError:
                time.sleep(0.01)  # nothing to wait on exists before the socket does
        return False

    def stop(self):
        """Its exit code after being asked to end."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=START_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def log_text(self):
        return (self.folder / "daemon.log").read_text(errors="replace")


def run_program(command, daemon):
    """[(name of the check, why it failed or nothing)]."""
    environment = {**os.environ, "FOREIGN_SOCKET": str(daemon.socket), "FOREIGN_TCP": str(daemon.tcp_port),
                   "FOREIGN_HTTP": str(daemon.http_port), "FOREIGN_HEARD": str(daemon.folder / "heard")}
    command = [*command[:-1], str(HERE / command[-1])]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False,
                              timeout=PROGRAM_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return [("the program", f"did not end within {PROGRAM_TIMEOUT_S} s")]
    except OSError as error:
        return [("the program", str(error))]
    checks = []
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            told = json.loads(line)
            checks.append((told["name"], told["why"]))
    if done.returncode != (1 if any(why for _, why in checks) else 0) or not checks:
        checks.append(("the program", f"ended with {done.returncode}: {done.stderr.strip()[-600:]}"))
    return checks


def main(daemon_program, names):
    unknown = [name for name in names if name not in PROGRAMS]
    if unknown:
        print(f"foreign: no program {unknown[0]}; there are {', '.join(PROGRAMS)}", file=sys.stderr)
        return 64
    chosen = {name: PROGRAMS[name] for name in names} if names else PROGRAMS
    with tempfile.TemporaryDirectory(prefix="goxel-foreign-") as name:
        folder = pathlib.Path(name)
        (folder / "heard").mkdir()
        daemon = Daemon(daemon_program, folder)
        if not daemon.answers():
            print(f"foreign: the daemon does not start:\n{daemon.log_text()}", file=sys.stderr)
            return 69
        print(f"{'client':18} passed failed  time")
        passed, failures = 0, []
        for client, command in {**chosen, **JUDGE}.items():
            started = time.monotonic()
            checks = run_program(command, daemon)
            failed = [(check, why) for check, why in checks if why]
            passed += len(checks) - len(failed)
            failures += [(client, *one) for one in failed]
            print(f"{client:18} {len(checks) - len(failed):6} {len(failed):6} {time.monotonic() - started:5.1f} s",
                  flush=True)
        died = daemon.process.poll() is not None
        code = daemon.process.returncode if died else daemon.stop()
        if died or code != 0:
            failures.append(("the daemon", "its end", f"it {'died' if died else 'ended'} with {code}:\n" +
                             daemon.log_text()[-3000:]))
    for client, check, why in failures:
        print(f"FAILED {client}: {check}: {why}")
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
