"""Checks the rules that hold for the sources as text; docs/architecture.md says why each exists.

usage: check.py ROOT

Prints every breach as `file:line: what`, and ends with 1 if there was one. Heuristic where C++ would need a parser:
it reads code as clang-format writes it.
"""

import pathlib
import re
import subprocess
import sys

LONGEST_FILE = 600
TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "cmake", "core", "daemon", "workers",
             "tests", "bench", "docs"}

# Which modules of core each one may include, beside itself.
UP_TO_IMAGE = {"base", "math", "volume", "image"}
CORE_MAY_INCLUDE = {
    "base": set(),
    "math": {"base"},
    "volume": {"base", "math"},
    "image": {"base", "math", "volume"},
    "edit": UP_TO_IMAGE,
    "mesh": UP_TO_IMAGE,
    "analysis": UP_TO_IMAGE,
    "render": UP_TO_IMAGE,
    "formats": UP_TO_IMAGE | {"mesh"},
}

# No thread, no clock, no file, no socket, no log, no distribution that differs between libraries.
CORE_FORBIDDEN = re.compile(
    r"^(boost/|CLI/|toml|jemalloc/|sys/|netinet/|arpa/|(thread|mutex|shared_mutex|condition_variable|future|semaphore|"
    r"latch|barrier|stop_token|chrono|ctime|time\.h|iostream|ostream|istream|sstream|fstream|filesystem|random|"
    r"unistd\.h|pthread\.h|fcntl\.h|poll\.h)$)")
WORKERS_FORBIDDEN = re.compile(r"^(boost/(json|log|beast)|CLI/|toml)")
# Libraries whose headers are seen by sources only, so that nothing of theirs reaches an interface.
SOURCES_ONLY = re.compile(r"^(boost/(log|beast)|CLI/|toml|png\.h|zlib\.h|libdeflate\.h|xxhash\.h|openssl/)")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
NO_VARIABLE = re.compile(
    r"^(using|typedef|struct|class|enum|union|template|friend|extern|static_assert|namespace|concept|"
    r"requires|\[\[)\b|^$|^[,:]")


def include_breach(path, kind, target, root):
    """What is wrong with `path` (relative, posix) including `target`; None if nothing."""
    layer, is_header = path.split("/")[0], path.endswith(".hpp")
    if kind == '"' and not (root / target).is_file():
        return f'"{target}" is not a path from the repository\'s root'
    if is_header and SOURCES_ONLY.match(target) and layer != "tests":
        return f"<{target}> is for sources only"
    goal = target.split("/")
    if kind == '"' and layer != "tests" and goal[0] == "tests":
        return f'"{target}" is a test\'s'
    if layer == "core":
        if CORE_FORBIDDEN.match(target):
            return f"core does not use <{target}>"
        if kind == '"' and goal[0] != "core":
            return f'core does not include {goal[0]} ("{target}")'
        module = path.split("/")[1]
        if kind == '"' and goal[1] != module and goal[1] not in CORE_MAY_INCLUDE.get(module, set()):
            return f'core/{module} does not include core/{goal[1]} ("{target}")'
    if layer == "workers":
        if WORKERS_FORBIDDEN.match(target):
            return f"workers does not use <{target}>"
        if kind == '"' and goal[0] not in ("core", "workers"):
            return f'workers does not include {goal[0]} ("{target}")'
    return None


def without_comments_and_texts(text):
    """The code with comments, literals and preprocessor lines blanked; lines keep their numbers."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
                       r"|^[ \t]*#(?:\\\n|[^\n])*", re.DOTALL | re.MULTILINE)

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())

    return token.sub(blank, text)


def without_template_arguments(statement):
    while True:
        shorter = re.sub(r"<[^<>]*>", "", statement)
        if shorter == statement:
            return statement
        statement = shorter


def is_mutable_variable(statement):
    """Whether a declaration, up to its initialiser, is of something that can change."""
    statement = without_template_arguments(" ".join(statement.split()))
    if NO_VARIABLE.match(statement) or not re.search(r"\w\s+[\w:]", statement):
        return False
    head = re.split(r"[={]", statement, maxsplit=1)[0]
    if "(" in head or re.search(r"\b(constexpr|consteval|operator)\b", head):
        return False
    if "*" in head:
        return not re.search(r"\*\s*const\b[^*]*$", head)
    return not re.search(r"\bconst\b", head)


def namespace_statements(code):
    """(line, text) of each declaration outside functions and classes; blocks are shown as {}."""
    line, start, statement, depth = 1, 1, "", 0
    for position, character in enumerate(code):
        line += character == "\n"
        if depth:
            depth += {"{": 1, "}": -1}.get(character, 0)
            if depth == 0:
                following = code[position + 1:].lstrip()[:1]
                if "(" in without_template_arguments(statement).split("=")[0] and following not in (",", "{", ";"):
                    yield start, statement
                    statement = ""
            continue
        if not statement.strip():
            statement, start = "", line
        if statement.count("(") > statement.count(")"):
            statement += character  # braces in arguments open no block
            continue
        if character == ";":
            yield start, statement
            statement = ""
        elif character == "{" and re.search(r"\bnamespace\b[\s\w:]*$|\bextern\s*$", statement):
            statement = ""
        elif character == "{":
            depth = 1
            statement += "{}"
        elif character == "}":
            statement = ""
        else:
            statement += character


def static_breaches(path, text):
    """(line, what) for everything mutable that outlives a call, and every thread_local."""
    code = without_comments_and_texts(text)
    for match in re.finditer(r"^[ \t]*((?:inline )?static|thread_local)\b([^;{=]*)", code, re.MULTILINE):
        line = code.count("\n", 0, match.start(1)) + 1
        if match.group(1) == "thread_local":
            if not path.startswith("workers/"):
                yield line, "thread_local belongs to the worker's context alone"
        elif is_mutable_variable(re.sub(r"\b(inline|static)\b", "", match.group(2))):
            yield line, "mutable static"
    for line, statement in namespace_statements(code):
        if "thread_local" in statement or re.search(r"\bstatic\b", statement.split("{")[0]):
            continue
        if is_mutable_variable(re.sub(r"^\s*inline\b", "", statement)):
            yield line, f"mutable variable at namespace scope: {' '.join(statement.split())[:60]}"


def sources(root, *folders):
    for folder in folders:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in (".hpp", ".cpp"):
                yield file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")


def check_includes(root):
    for path, text in sources(root, "core", "workers", "daemon", "tests", "bench"):
        for number, line in enumerate(text.splitlines(), 1):
            if match := INCLUDE.match(line):
                if breach := include_breach(path, *match.groups(), root):
                    yield f"{path}:{number}: {breach}"


def check_statics(root):
    locals_found = []
    for path, text in sources(root, "core", "workers", "daemon"):
        for line, breach in static_breaches(path, text):
            yield f"{path}:{line}: {breach}"
        code = without_comments_and_texts(text)
        locals_found += [f"{path}:{code.count(chr(10), 0, match.start()) + 1}"
                         for match in re.finditer(r"\bthread_local\b", code)]
    if len(locals_found) > 1:
        yield f"more than one thread_local: {', '.join(locals_found)}"


def check_lengths(root):
    for path, text in sources(root, "core", "workers", "daemon", "tests", "bench"):
        if (count := len(text.splitlines())) > LONGEST_FILE:
            yield f"{path}:{count}: longer than {LONGEST_FILE} lines"


def check_top_level(root):
    """Of what git knows; without git there is nothing to tell sources from leftovers."""
    listing = subprocess.run(["git", "-C", str(root), "ls-tree", "--name-only", "HEAD"], capture_output=True, text=True,
                             check=False)
    for name in listing.stdout.splitlines():
        if not name.startswith(".") and name not in TOP_LEVEL:
            yield f"{name}: is no entry for the top level"


def main():
    if len(sys.argv) != 2:
        print("usage: check.py ROOT", file=sys.stderr)
        return 64
    root = pathlib.Path(sys.argv[1]).resolve()
    breaches = [breach for check in (check_includes, check_statics, check_lengths, check_top_level)
                for breach in check(root)]
    print(*breaches, sep="\n")
    print(f"{len(breaches)} breaches in {len(list(sources(root, 'core', 'workers', 'daemon', 'tests', 'bench')))} files")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
