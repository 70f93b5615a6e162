"""The parts of docs/methods.md and docs/errors.md that are made from the rpc.discover document, between two marks.

The test fails when they are stale. To make them anew: cmake --build build/release --target goxel-docs
(which runs tests/e2e/docs_test.py --write PATH/TO/goxel-daemon).
"""

import json
import pathlib
import re
import sys

import daemon
from daemon import DaemonTest
from schema import resolved

DOCS = pathlib.Path(__file__).resolve().parent.parent.parent / "docs"
BEGIN, END = "<!-- made by tests/e2e/docs_test.py -->\n", "<!-- end of what is made -->\n"
REFRESH = "stale; make it anew with: cmake --build build/release --target goxel-docs"
# The longest example that is shown whole.
LONGEST_ANSWER = 600
ACCESS = {
    "service": "Needs no project.",
    "open": "Changes which project the connection means.",
    "peek": "Reads the project if there is one.",
    "read": "Reads the project.",
    "write": "Changes the project.",
}
NAMES_OF_SHARED = {
    "Box": "[box](#values)", "Color": "[colour](#values)", "Vector": "[vector](#values)",
    "ResultColor": "`[r, g, b, a]`", "ResultPosition": "`[x, y, z]`",
    "ResultVector": "`[x, y, z]`",
}


def compact(value):
    return json.dumps(value, ensure_ascii=False)


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell(text) for text in line) + " |\n" for line in lines)


def type_of(schema, document):
    reference = schema.get("$ref")
    if reference:
        return NAMES_OF_SHARED[reference.rpartition("/")[2]]
    plain = {key: value for key, value in schema.items() if key not in ("description", "default")}
    for name, shared in document["components"]["schemas"].items():
        if plain == {key: value for key, value in shared.items() if key != "description"}:
            return NAMES_OF_SHARED[name]
    if "oneOf" in schema:
        return without_repeats(type_of(way, document) for way in schema["oneOf"])
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if "type" not in schema:
        return "anything"
    if schema["type"] == "array":
        count = f"{schema['minItems']} " if schema.get("minItems", 0) == schema.get("maxItems") else ""
        return f"array of {count}{type_of(schema.get('items', {}), document)}"
    if schema.get("contentEncoding"):
        return "base64"
    return schema["type"] + bounds(schema)


def without_repeats(words):
    return " or ".join(dict.fromkeys(words))


def bounds(schema):
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is None and most is None:
        return ""
    if most is None:
        return f", at least {least:,}"
    if least is None:
        return f", at most {most:,}"
    return f", {least:,} to {most:,}"


def inner_of(schema, document):
    """(mark, object schema) of the object that a value is or that a list is made of; None when there is none."""
    schema = resolved(schema, document) if "properties" not in schema else schema
    if schema.get("type") == "array":
        mark, schema = "[]", schema.get("items", {})
    else:
        mark = ""
    return (mark, schema) if "properties" in schema else None


def param_rows(method, document):
    for param in method["params"]:
        schema = param["schema"]
        meaning = param["description"]
        if "x-whole" in param:
            meaning += f"; or all parts as `{param['x-whole']}`"
        if param.get("x-aliases"):
            meaning += "; also " + ", ".join(f"`{alias}`" for alias in param["x-aliases"])
        default = "required" if param["required"] else f"`{compact(schema['default'])}`" if "default" in schema else ""
        yield [f"`{param['name']}`", type_of(schema, document), default, meaning]
        if "$ref" not in schema and "properties" in schema:
            for name, inner in schema["properties"].items():
                default = f"`{compact(inner['default'])}`" if "default" in inner else ""
                yield [f"`{param['name']}.{name}`", type_of(inner, document), default, inner.get("description", "")]


def result_rows(schema, document, prefix=""):
    for name, member in schema.get("properties", {}).items():
        presence = "" if name in schema.get("required", ()) else "not always"
        yield [f"`{prefix}{name}`", type_of(member, document), presence, member.get("description", "")]
        inner = inner_of(member, document) if "$ref" not in member and "$ref" not in member.get("items", {}) else None
        if inner:
            yield from result_rows(inner[1], document, f"{prefix}{name}{inner[0]}.")


def example_text(method, example):
    request = {"jsonrpc": "2.0", "id": 1, "method": method["name"]}
    params = {param["name"]: param["value"] for param in example["params"]}
    if params:
        request["params"] = params
    text = "--> " + compact(request) + "\n"
    if "result" in example:
        answer = compact({"jsonrpc": "2.0", "result": example["result"]["value"], "id": 1})
        text += "<-- " + (answer if len(answer) <= LONGEST_ANSWER else answer[:LONGEST_ANSWER] + " ...") + "\n"
    return f"```\n{text}```\n"


def method_text(method, document):
    parts = [f"### {method['name']}\n", method["summary"] + " " + ACCESS[method["x-access"]]]
    if method.get("x-long"):
        parts[1] += " Runs as a job."
    if method.get("x-aliases"):
        parts[1] += " Also answers to " + ", ".join(f"`{name}`" for name in method["x-aliases"]) + "."
    parts[1] += "\n"
    params = list(param_rows(method, document))
    if params:
        parts.append(table(["parameter", "type", "default", "meaning"], params))
    else:
        parts.append("Parameters: anything.\n" if method.get("x-any-params") else "No parameters.\n")
    results = list(result_rows(resolved(method["result"]["schema"], document), document))
    if results:
        parts.append(table(["result", "type", "", "meaning"], results))
    reasons = [error["$ref"].rpartition("/")[2] for error in method["errors"]]
    parts.append("Errors: " + ", ".join(f"`{reason}`" for reason in reasons) + ".\n")
    parts += [example_text(method, example) for example in method["examples"]]
    return "\n".join(parts)


def methods_text(document):
    requests = [{"jsonrpc": "2.0", "id": index, "method": request["method"], "params": request["params"]}
                for index, request in enumerate(document["x-example-project"], 1)]
    text = "\nThe examples are sent after these requests:\n\n```\n"
    text += "".join(compact(request) + "\n" for request in requests) + "```\n"
    domain = None
    for method in document["methods"]:
        if method["tags"][0]["name"] != domain:
            domain = method["tags"][0]["name"]
            text += f"\n## {domain}\n"
        text += "\n" + method_text(method, document)
    return text + "\n"


def errors_text(document):
    notes = document["x-errors"]
    errors = document["components"]["errors"].items()
    rows = [[error["code"], f"`{reason}`", error["message"], notes[reason]["details"]]
            for reason, error in errors if notes[reason]["is_answered"]]
    text = "\n" + table(["code", "reason", "when", "further members of `data`"], rows)
    unused = [f"{error['code']} `{reason}`" for reason, error in errors if not notes[reason]["is_answered"]]
    if unused:
        text += "\nThese codes are kept for later and are answered by nothing: " + ", ".join(unused) + ".\n"
    return text + "\n"


def with_made_part(page, made):
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"there is no {BEGIN!r} and {END!r}")
    return before + begin + made + end + after


MADE = {"methods.md": methods_text, "errors.md": errors_text}


class Pages(DaemonTest):
    def test_they_say_what_the_program_says(self):
        with self.daemon.connect() as client:
            document = client.call("rpc.discover")
        for name, make in MADE.items():
            page = (DOCS / name).read_text(encoding="utf-8")
            if page != with_made_part(page, make(document)):
                self.fail(f"docs/{name} is {REFRESH}")

    def test_every_method_has_a_heading(self):
        with self.daemon.connect() as client:
            names = [method["name"] for method in client.call("rpc.discover")["methods"]]
        headings = re.findall(r"^### (.+)$", (DOCS / "methods.md").read_text(encoding="utf-8"), re.MULTILINE)
        self.assertEqual(headings, names)


def write():
    served = daemon.Daemon("--workers", "1")
    try:
        with served.connect() as client:
            document = client.call("rpc.discover")
    finally:
        served.stop()
        served.kill()
    for name, make in MADE.items():
        page = DOCS / name
        page.write_text(with_made_part(page.read_text(encoding="utf-8"), make(document)), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        del sys.argv[1]
        if len(sys.argv) > 1:
            daemon.os.environ["GOXEL_DAEMON"] = daemon.os.path.abspath(sys.argv[1])
        write()
    else:
        daemon.main()
