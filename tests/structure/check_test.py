"""Shows that check.py finds each kind of breach, and lets pass what is allowed."""

import pathlib
import tempfile
import unittest

import check


class Includes(unittest.TestCase):
    def breach(self, path, line):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for file in ("core/base/a.hpp", "core/volume/a.hpp", "core/mesh/a.hpp", "core/image/a.hpp",
                         "workers/a.hpp", "daemon/a.hpp", "tests/support/a.hpp"):
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).touch()
            return check.include_breach(path, *check.INCLUDE.match(line).groups(), root)

    def test_what_is_allowed_passes(self):
        for path, line in (("core/volume/b.cpp", '#include "core/base/a.hpp"'),
                           ("core/formats/b.cpp", '#include "core/mesh/a.hpp"'),
                           ("core/formats/b.cpp", "#include <png.h>"),
                           ("core/volume/b.hpp", "#include <atomic>"),
                           ("workers/b.hpp", "#include <boost/asio/io_context.hpp>"),
                           ("daemon/rpc/b.cpp", '#include "workers/a.hpp"'),
                           ("daemon/logging/log.cpp", "#include <boost/log/core.hpp>"),
                           ("tests/core/b.cpp", '#include "tests/support/a.hpp"')):
            self.assertIsNone(self.breach(path, line), (path, line))

    def test_what_is_not_allowed_is_found(self):
        for path, line in (("core/base/b.hpp", '#include "core/volume/a.hpp"'),
                           ("core/render/b.cpp", '#include "core/mesh/a.hpp"'),
                           ("core/image/b.cpp", '#include "workers/a.hpp"'),
                           ("core/image/b.cpp", "#include <thread>"),
                           ("core/image/b.cpp", "#  include <boost/json.hpp>"),
                           ("core/formats/b.hpp", "#include <png.h>"),
                           ("workers/b.cpp", '#include "daemon/a.hpp"'),
                           ("workers/b.cpp", "#include <boost/json.hpp>"),
                           ("daemon/b.cpp", '#include "tests/support/a.hpp"'),
                           ("daemon/b.cpp", '#include "a.hpp"'),
                           ("daemon/b.hpp", "#include <boost/log/core.hpp>")):
            self.assertIsNotNone(self.breach(path, line), (path, line))


class Statics(unittest.TestCase):
    def count(self, text, path="core/base/a.cpp"):
        return len(list(check.static_breaches(path, text)))

    def test_mutable_state_is_found(self):
        for text in ("static int count = 0;", "namespace goxel {\nstatic std::atomic<int> count{0};\n}",
                     "void f() {\n  static int count;\n}", "static const char* name = nullptr;",
                     "static std::function<void()> hook;", "int count;", "namespace {\nint count = 0;\n}",
                     "inline std::string name;", "const char* name = nullptr;",
                     "void f() {}\nstd::map<int, int> cache{};\nint g();", "class A {\n  static int count_;\n};",
                     "std::vector<std::string> names = {\n    \"a\"};",
                     "A::A() : a_{1}, b_{2} {}\nint count = 0;", "thread_local int count;"):
            self.assertEqual(self.count(text), 1, text)

    def test_constants_and_functions_pass(self):
        for text in ("static constexpr int kMax = 3;", "static const std::string kName = \"static int x;\";",
                     "class A {\n  static Result<A> open(int x);\n  static bool is_on() { return true; }\n  int b_ = 1;\n};",
                     "static_assert(sizeof(int) == 4);", "constexpr std::array<int, 2> kPair = {1, 2};",
                     "// static int x;\n/* int y; */", "#define X \\\n  static int y;", "const char* const kName = \"\";",
                     "using A = int;\nstruct B;\nenum class C { D };", "int f(int a, int b);\nint g() { int c = 1; return c; }",
                     "template <class T>\nrequires(sizeof(T) > 1) void f(T t) {}", "A::A() : a_{1}, b_{2} {}\nint f();",
                     "bool operator==(const A& a, const A& b) {\n  return true;\n}", "extern \"C\" {\nint f();\n}",
                     "static const JsonTape kNothing;",
                     "int f(std::array<int, 2> a = {1, 2}) {\n  return a[0];\n}\nint g();", "int A::*f() { return nullptr; }"):
            self.assertEqual(self.count(text), 0, (text, list(check.static_breaches("core/a.cpp", text))))

    def test_the_worker_may_have_its_thread_local(self):
        self.assertEqual(self.count("thread_local int context;", "workers/context.cpp"), 0)


if __name__ == "__main__":
    unittest.main()
