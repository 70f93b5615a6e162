"""Plays the golden conversations in tests/golden; the README there explains their lines."""

import json
import pathlib

import daemon
from daemon import DaemonTest

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden"
FOLDER = GOLDEN / "rpc"
ERRORS = GOLDEN / "errors"
# Not to be had over the wire: tests/daemon/rpc/faults_test.cpp has a handler that throws.
# A conflict is met by whoever is slower: tests/daemon/rpc/async_jobs_test.cpp says who that is.
WITHOUT_CONVERSATION = {"internal_error", "conflict"}
KINDS = {
    "$any": lambda value: True,
    "$bool": lambda value: isinstance(value, bool),
    "$int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "$number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "$string": lambda value: isinstance(value, str),
}


def file_name(method):
    return method.replace("/", ".") + ".jsonl"


def conversation_files(folder=FOLDER):
    return sorted(folder.glob("*.jsonl"))


def lines_of(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def is_name(value):
    return isinstance(value, str) and value.startswith("$") and not value.startswith("$/")


def filled_in(value, known):
    """`value` with the names replaced by what they were found to mean."""
    if isinstance(value, dict):
        return {key: filled_in(member, known) for key, member in value.items()}
    if isinstance(value, list):
        return [filled_in(element, known) for element in value]
    return known[value] if is_name(value) else value


def differences(expected, found, known, where="answer"):
    """What differs, one sentence each; names met for the first time are added to `known`."""
    if is_name(expected):
        if expected in KINDS:
            return [] if KINDS[expected](found) else [f"{where}: {found!r} is not {expected}"]
        expected = known.setdefault(expected, found)
    if isinstance(expected, dict) and isinstance(found, dict):
        problems = [f"{where}.{key}: missing" for key in expected.keys() - found.keys()]
        problems += [f"{where}.{key}: not expected" for key in found.keys() - expected.keys()]
        for key in expected.keys() & found.keys():
            problems += differences(expected[key], found[key], known, f"{where}.{key}")
        return problems
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [problem for i, pair in enumerate(zip(expected, found))
                for problem in differences(*pair, known, f"{where}[{i}]")]
    is_same = expected == found and isinstance(expected, bool) == isinstance(found, bool)
    return [] if is_same else [f"{where}: {found!r} instead of {expected!r}"]


class Golden(DaemonTest):
    def setUp(self):
        """Each conversation starts a daemon of its own."""

    def play(self, file):
        lines = lines_of(file)
        served = self.start(*self.FLAGS, *lines[0].get("flags", ()))
        clients, known = {}, {}
        for number, line in enumerate(lines, 1):
            if "flags" in line:
                self.assertEqual(number, 1)
                continue
            name = line.get("on", "")
            if name not in clients:
                clients[name] = served.connect()
                self.addCleanup(clients[name].close)
            client = clients[name]
            if "send" in line:
                client.send(json.dumps(filled_in(line["send"], known)) + "\n")
            elif "send_text" in line:
                client.send(line["send_text"])
            elif "expect" in line:
                found = client.receive()
                self.assertEqual(differences(line["expect"], found, known), [], f"{file.name}:{number}: {found}")
            else:
                self.assertIs(line["expect_nothing"], True)
                client.half_close()
                self.assertEqual(client.rest(), b"", f"{file.name}:{number}")

    def test_every_conversation_goes_as_it_is_written(self):
        self.assertTrue(conversation_files())
        for file in (*conversation_files(), *conversation_files(ERRORS)):
            with self.subTest(file=file.name):
                self.play(file)

    def test_every_method_has_a_conversation_that_calls_it(self):
        served = self.start(*self.FLAGS)
        with served.connect() as client:
            methods = {entry["method"] for entry in client.call("list_methods")["methods"]}
        for method in sorted(methods):
            with self.subTest(method=method):
                file = FOLDER / file_name(method)
                self.assertTrue(file.is_file(), f"there is no {file.name}")
                called = {line["send"].get("method") for line in lines_of(file) if isinstance(line.get("send"), dict)}
                self.assertIn(method, called)

    def test_every_error_has_a_conversation_that_meets_it(self):
        served = self.start(*self.FLAGS)
        with served.connect() as client:
            errors = client.call("rpc.discover")["x-errors"]
        answered = {reason for reason, error in errors.items() if error["is_answered"]} - WITHOUT_CONVERSATION
        for reason in sorted(answered):
            with self.subTest(reason=reason):
                file = ERRORS / (reason + ".jsonl")
                self.assertTrue(file.is_file(), f"there is no tests/golden/errors/{file.name}")
                met = [line["expect"].get("error", {}).get("data", {}).get("reason") for line in lines_of(file)
                       if isinstance(line.get("expect"), dict)]
                self.assertIn(reason, met)
        self.assertEqual({file.stem for file in conversation_files(ERRORS)} - answered, set())

    def test_no_conversation_is_about_a_method_that_is_gone(self):
        served = self.start(*self.FLAGS)
        with served.connect() as client:
            methods = {entry["method"] for entry in client.call("list_methods")["methods"]}
        subjects = {file.name for file in conversation_files() if not file.name.startswith("protocol.")}
        self.assertEqual(subjects - {file_name(method) for method in methods}, set())


if __name__ == "__main__":
    daemon.main()
