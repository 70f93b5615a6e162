"""The conversations in docs/migration.md: each block is one, on a daemon of its own in single mode."""

import json
import pathlib
import re

import daemon

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "migration.md"


def conversations():
    """[(heading, [(sent, the members that its answer has to have, or None)])]."""
    found, heading = [], ""
    for part in re.split(r"(^## [^\n]*$|^```\n.*?^```$)", PAGE.read_text(), flags=re.MULTILINE | re.DOTALL):
        if part.startswith("## "):
            heading = part[3:]
        elif part.startswith("```"):
            turns = []
            for line in part.splitlines()[1:-1]:
                if line.startswith("--> "):
                    turns.append((line[4:], None))
                else:
                    turns[-1] = (turns[-1][0], json.loads(line[4:]))
            found.append((heading, turns))
    return found


def difference(expected, found, path="answer"):
    """Where `found` lacks something that is expected; nothing if it has all. Lists have to be as long."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in expected.items():
            if name not in found:
                return f"{path}.{name} is missing"
            if difference(value, found[name], f"{path}.{name}"):
                return difference(value, found[name], f"{path}.{name}")
        return ""
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return next((what for what in (difference(*pair, f"{path}[{index}]")
                                       for index, pair in enumerate(zip(expected, found))) if what), "")
    return "" if expected == found and type(expected) is type(found) else f"{path}: {found!r} instead of {expected!r}"


class MigrationTest(daemon.DaemonTest):
    FLAGS = ("--workers", "2", "--jobs", "2", "--project-mode", "single")

    def hold(self, heading, turns):
        started = self.start(*self.FLAGS)
        with started.connect() as client:
            for sent, expected in turns:
                client.send(sent + "\n")
                if expected is not None:
                    answer = client.receive()
                    with self.subTest(heading, sent=sent):
                        self.assertEqual(difference(expected, answer), "", answer)
            # Whatever was not to be answered would be in the way now.
            self.assertEqual(client.call("echo", ["end"]), ["end"], heading)

    def test_the_conversations_are_as_they_are_shown(self):
        found = conversations()
        self.assertGreaterEqual(len(found), 6)
        for heading, turns in found:
            self.hold(heading, turns)

    def test_the_words_of_the_lock_are_the_older_ones(self):
        client = self.connect()
        client.call("goxel.create_project", ["one"])
        message = client.error("goxel.create_project", ["two"])["message"]
        self.assertTrue(message.startswith("Another project operation is in progress"), message)


if __name__ == "__main__":
    daemon.main()
