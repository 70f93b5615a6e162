"""Random conversations made from the rpc.discover document: sessions, layers and names that exist and some that do not,
values that are right, at their bounds and wrong, by name and by position, alone, in batches, as notifications, and
damaged. Every request is answered once, with a result that its schema knows or an error that its method lists.

A new method takes part by itself. For longer:
tests/e2e/fuzz_requests_test.py --seconds 20 [--seed 7] PATH/TO/goxel-daemon
"""

import argparse
import json
import os
import random
import sys
import time

import daemon
import schema as schemas
from daemon import DaemonTest

REQUESTS_OF_TEST = 1500
MOST_SESSIONS = 20
# So that nothing takes long: what would is refused, which is an answer like any other.
FLAGS = ("--workers", "2", "--jobs", "2", "--limit-voxels-per-edit", "100000", "--limit-voxels-per-call", "5000",
         "--limit-picture-pixels", "40000", "--limit-picture-side", "1000", "--limit-sessions", str(MOST_SESSIONS),
         "--limit-layers", "12", "--limit-session-bytes", str(64 << 20), "--limit-job-time-ms", "5000",
         "--limit-history-steps", "20", "--limit-projects-waiting", "4", "--limit-nesting", "32")
# They end what is tested.
LEFT_OUT = {"goxel.shutdown", "goxel.authenticate"}
WORDS = ["", "walls", "roof", "walls", "roof", "stone", "gate", "built", "Layer.1", "all", "a.gox", "b.txt", "c.png",
         "castle.gox", "../out.gox", "/etc/passwd", "no/such/folder.gox", "gox", "txt", "png", "vox", "nothing",
         "front", "sphere", "cube", "x", "\u00e9\u0000", "n" * 300, "#FF8000", "#12", "R09YIAIAAABCTA==", "////", "1"]
LEGAL_ERRORS = {"parse_error", "invalid_request", "method_not_found"}


class Values:
    """Draws values for schemas."""

    def __init__(self, rng, document):
        self.rng = rng
        self.document = document
        self.sessions = ["s0-aaaaaaaaaaaaaaaa", "nonsense"]

    def any_json(self, depth=0):
        kinds = ["number", "word", "flag", "null"] + (["list", "object"] if depth < 3 else [])
        kind = self.rng.choice(kinds)
        if kind == "number":
            return self.rng.choice([0, 1, -1, 7, 0.5, 2**31, -2**63, 1e300, 10**30])
        if kind == "word":
            return self.rng.choice(WORDS)
        if kind == "flag":
            return self.rng.random() < 0.5
        if kind == "null":
            return None
        inner = [self.any_json(depth + 1) for _ in range(self.rng.randrange(4))]
        return inner if kind == "list" else dict(zip(("x", "min", "layer", "r"), inner))

    def number(self, schema):
        least, most = schemas.range_of(schema)
        is_whole = schema["type"] == "integer"
        dice = self.rng.random()
        if dice < 0.06 and (least is not None or most is not None):
            return self.rng.choice([bound for bound in (least, most) if bound is not None])
        if dice < 0.1:
            return self.rng.choice([2**31 - 1, -2**31, 2**31, 2**53, -2**63, 0])
        if self.rng.random() < 0.6 and (least is None or least <= 0) and (most is None or most >= 4):
            return self.rng.randint(0, 4)  # where the example project is
        low = max(-20 if least is None else least, -20)
        high = max(low, min(40 if most is None else most, 40))
        return self.rng.randint(int(low), int(high)) if is_whole else self.rng.uniform(low, high)

    def value(self, name, schema):
        schema = schemas.resolved(schema, self.document)
        if self.rng.random() < 0.04:
            return self.any_json()
        if name == "session":
            return self.rng.choice(self.sessions)
        if "oneOf" in schema:
            return self.value(name, self.rng.choice(schema["oneOf"]))
        if "enum" in schema:
            return self.rng.choice(schema["enum"])
        kind = schema.get("type")
        if kind in ("integer", "number"):
            return self.number(schema)
        if kind == "boolean":
            return self.rng.random() < 0.5
        if kind == "string":
            return self.rng.choice(WORDS)
        if kind == "array":
            size = self.rng.randint(schema.get("minItems", 0), min(schema.get("maxItems", 6), 20))
            return [self.value(name, schema.get("items", {})) for _ in range(size)]
        if kind == "object":
            required = schema.get("required", ())
            return {key: self.value(key, inner) for key, inner in schema.get("properties", {}).items()
                    if key in required or self.rng.random() < 0.3}
        return self.any_json()


class Conversation:
    """Some connections to one daemon, and what is asked over them."""

    def __init__(self, served, seed):
        self.rng = random.Random(seed)
        self.served = served
        self.asked = 0
        self.next_id = 1
        self.recent = []
        with served.connect() as client:
            self.document = client.call("rpc.discover")
        self.methods = [method for method in self.document["methods"] if method["name"] not in LEFT_OUT]
        self.by_name = {name: method for method in self.methods
                        for name in (method["name"], *method.get("x-aliases", ()))}
        self.values = Values(self.rng, self.document)
        self.keeper = served.connect()
        self.clients = [self.connect() for _ in range(3)]

    def close(self):
        for client in (self.keeper, *self.clients):
            client.close()

    def connect(self):
        """Most connections have the example project, so that what is drawn finds something."""
        client = self.served.connect()
        if self.rng.random() < 0.8:
            self.tidy()
            for request in self.document["x-example-project"]:
                result = client.call(request["method"], request["params"])
                self.remember(result)
        return client

    def tidy(self):
        """Room for one more session."""
        while True:
            sessions = self.keeper.call("goxel.list_sessions")["sessions"]
            if len(sessions) < MOST_SESSIONS // 2:
                return
            victim = self.rng.choice(sessions)["session"]
            try:
                self.keeper.call("goxel.close_session", {"session": victim, "discard": True})
            except daemon.RpcError as failure:  # it may have ended by itself
                if failure.error["data"]["reason"] != "session_not_found":
                    raise

    def replace(self, client):
        client.close()
        self.clients[self.clients.index(client)] = self.connect()

    def params(self, method):
        rng = self.rng
        if method.get("x-any-params") or rng.random() < 0.02:
            return rng.choice([[], {}, [self.values.any_json()], {"a": self.values.any_json()}])
        drawn = {}
        for param in method["params"]:
            if param["required"] and rng.random() < 0.98 or rng.random() < 0.35:
                drawn[param["name"]] = self.values.value(param["name"], param["schema"])
        if rng.random() < 0.3:
            listed = [drawn.get(param["name"]) for param in method["params"]]
            return listed + [1] if rng.random() < 0.03 else listed
        if rng.random() < 0.03:
            drawn[rng.choice(["_meta", "layr", "session", "voxel"])] = self.values.any_json()
        return drawn

    def request(self):
        method = self.rng.choice(self.methods)
        # A project has to be there for most of them, so it is made more often than its turn would have it.
        if self.rng.random() < 0.05:
            method = self.by_name["goxel.create_project"]
        request = {"jsonrpc": "2.0", "method": self.rng.choice([method["name"], *method.get("x-aliases", ())])}
        if self.rng.random() < 0.95:
            request["params"] = self.params(method)
        if self.rng.random() < 0.9:
            request["id"] = self.next_id
            self.next_id += 1
        if self.rng.random() < 0.1:
            request["session"] = self.rng.choice(self.values.sessions)
        self.asked += 1
        return request

    def step(self):
        client = self.rng.choice(self.clients)
        dice = self.rng.random()
        if dice < 0.02:  # hangs up, perhaps in the middle of something
            client.send(json.dumps(self.request())[:self.rng.randrange(1, 60)] if dice < 0.01 else b"")
            self.replace(client)
        elif dice < 0.03:
            self.exchange_damaged(client)
        elif dice < 0.12:
            self.exchange(client, [self.request() for _ in range(self.rng.randrange(1, 6))], is_batch=True)
        else:
            self.exchange(client, [self.request() for _ in range(self.rng.randrange(1, 4))], is_batch=False)

    def note(self, text):
        self.recent = [*self.recent[-30:], text]

    def exchange(self, client, requests, is_batch):
        texts = [json.dumps(request) for request in requests]
        text = "[" + ",".join(texts) + "]" if is_batch else "\n".join(texts)
        self.note(text)
        client.send(text + "\n")
        expected = {request["id"]: request for request in requests if "id" in request}
        while expected:
            answers = client.receive()
            for answer in answers if is_batch else [answers]:
                if answer["id"] not in expected:
                    raise AssertionError(f"nothing was asked with this id: {str(answer)[:300]}")
                self.check(expected.pop(answer["id"]), answer)
            if is_batch and expected:
                raise AssertionError(f"the batch's answer lacks {list(expected)}")

    def exchange_damaged(self, client):
        """One byte of a request is another one. Whatever the answer, the next request gets its own."""
        data = bytearray(json.dumps(self.request()).encode())
        data[self.rng.randrange(len(data))] = self.rng.choice(b'{}[]",:0 \\\x00\xff')
        mark = f"mark {self.next_id}"
        self.next_id += 1
        self.note(repr(bytes(data)))
        # The line ends the rubbish; a text that was left open swallows the first mark or two.
        ping = json.dumps({"jsonrpc": "2.0", "method": "ping", "id": mark}).encode() + b"\n"
        client.send(bytes(data) + b"\n" + ping * 3)
        client.half_close()
        lines = client.rest().splitlines()
        self.replace(client)
        answers = [json.loads(line) for line in lines]
        if not answers:
            raise AssertionError("no answer at all")

    def check(self, request, answer):
        if set(answer) not in ({"jsonrpc", "id", "result"}, {"jsonrpc", "id", "error"}):
            raise AssertionError(f"a strange answer: {str(answer)[:300]}")
        method = self.by_name[request["method"]]
        if "error" in answer:
            reason = answer["error"]["data"]["reason"]
            listed = {error["$ref"].rpartition("/")[2] for error in method["errors"]} | LEGAL_ERRORS
            if reason not in listed or reason == "internal_error":
                raise AssertionError(f"{method['name']} does not list {answer['error']}")
            return
        problems = schemas.problems(answer["result"], method["result"]["schema"], self.document)
        if problems:
            raise AssertionError(f"{method['name']}: {problems[:3]}")
        self.remember(answer["result"])

    def remember(self, result):
        session = result.get("session") if isinstance(result, dict) else None
        if isinstance(session, str) and session not in self.values.sessions:
            self.values.sessions = [*self.values.sessions[-5:], session]


def converse(served, seed, goes_on):
    """Until goes_on(requests so far) says no. A failure tells the seed and the last requests."""
    conversation = Conversation(served, seed)
    try:
        while goes_on(conversation.asked):
            conversation.step()
    except (AssertionError, OSError, EOFError, ValueError, KeyError) as failure:
        recent = "\n".join(text[:2000] for text in conversation.recent)
        raise AssertionError(f"seed {seed}, after {conversation.asked} requests: {failure!r}\n{recent}") from failure
    finally:
        conversation.close()
    return conversation.asked


class Fuzz(DaemonTest):
    FLAGS = FLAGS

    def setUp(self):
        """Each starts its own, which reads and writes nothing outside its folder."""

    def confined(self):
        folder = daemon.tempfile.mkdtemp(prefix="goxel-fuzz-")
        self.addCleanup(daemon.shutil.rmtree, folder, ignore_errors=True)
        return self.start(*self.FLAGS, "--root", folder, folder=folder)

    def test_every_request_is_answered_as_the_document_allows(self):
        converse(self.confined(), 20, lambda asked: asked < REQUESTS_OF_TEST)


def run_for(seconds, seed):
    folder = daemon.tempfile.mkdtemp(prefix="goxel-fuzz-")
    served = daemon.Daemon(*FLAGS, "--root", folder, folder=folder)
    end = time.monotonic() + seconds
    try:
        count = converse(served, seed, lambda _: time.monotonic() < end)
        code = served.stop()
        if code != 0:
            raise AssertionError(f"seed {seed}: the daemon ended with {code}")
    except AssertionError:
        print(served.log_text()[-20000:], file=sys.stderr)
        raise
    finally:
        served.kill()
        daemon.shutil.rmtree(folder, ignore_errors=True)
    print(f"{count} requests with seed {seed}")


if __name__ == "__main__":
    if "--seconds" not in sys.argv:
        daemon.main()
    else:
        parser = argparse.ArgumentParser()
        parser.add_argument("--seconds", type=float)
        parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
        parser.add_argument("program")
        arguments = parser.parse_args()
        os.environ["GOXEL_DAEMON"] = os.path.abspath(arguments.program)
        run_for(arguments.seconds, arguments.seed)
