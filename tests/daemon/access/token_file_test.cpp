#include "daemon/access/token_file.hpp"

#include "tests/daemon/files/temporary_directory.hpp"
#include "tests/support/catch.hpp"

#include <fstream>
#include <string>
#include <sys/stat.h>
#include <utility>

namespace goxel::access {

namespace {

std::string complaint_of(const std::string& text) {
  const auto tokens = TokenSet::parse(text, "tokens");
  return tokens ? "" : tokens.error().message;
}

std::string write_file(const std::string& path, const std::string& text, mode_t mode) {
  std::ofstream(path) << text;
  REQUIRE(chmod(path.c_str(), mode) == 0);
  return path;
}

}  // namespace

TEST_CASE("a token file gives each token its role and its name") {
  const auto tokens = TokenSet::parse(
      "# who may come in\n"
      "\n"
      "viewer  look-1 wall\r\n"
      "\teditor edit-2\tdesk  \n"
      "  # and the operator\n"
      "admin run-3",
      "tokens");
  REQUIRE(tokens.is_ok());
  CHECK(tokens->size() == 3);
  REQUIRE(tokens->find("look-1") != nullptr);
  CHECK(tokens->find("look-1")->role == Role::Viewer);
  CHECK(tokens->find("look-1")->principal == "token:wall");
  CHECK(tokens->find("edit-2")->role == Role::Editor);
  CHECK(tokens->find("edit-2")->principal == "token:desk");
  CHECK(tokens->find("run-3")->role == Role::Admin);
  // The first digits of sha256sum's answer for the token.
  CHECK(tokens->find("run-3")->principal == "token:14713de98247");
}

TEST_CASE("what is near a token is none") {
  const auto tokens = TokenSet::parse("editor secret\n", "tokens");
  REQUIRE(tokens.is_ok());
  const char* token = GENERATE("", "secre", "secrets", "Secret", " secret", "editor", "secret\n");
  CHECK(tokens->find(token) == nullptr);
}

TEST_CASE("a bad line of a token file is told by its number and not by its words") {
  using Row = std::pair<std::string, std::string>;
  const auto [text, complaint] = GENERATE(
      Row{"hush\n", "line 1: it has to begin with viewer, editor or admin"},
      Row{"viewer a\nowner hush\n", "line 2: it has to begin with viewer, editor or admin"},
      Row{"Admin hush\n", "line 1: it has to begin with viewer, editor or admin"},
      Row{"# x\n\nadmin\n", "line 3: expected a role, a token and perhaps a name"},
      Row{"admin hush a b\n", "line 1: expected a role, a token and perhaps a name"},
      Row{"admin hush\nviewer hush\n", "line 2: the same token stands above it"},
      Row{"admin hush\x01\n", "line 1: the token holds a character that is not printable ASCII"},
      Row{"admin h\xc3\xbcsh\n", "line 1: the token holds a character that is not printable"},
      Row{"admin hush n\x7f\n", "line 1: the name holds a character that is not printable ASCII"},
      Row{"", "token file tokens holds no token"}, Row{"# admin hush\n", "holds no token"});
  CHECK_THAT(complaint_of(text), Catch::Contains(complaint));
  CHECK_THAT(complaint_of(text), !Catch::Contains("hush"));
}

TEST_CASE("tokens and names have their longest, and a file its most") {
  const std::string longest(1'024, 't');
  CHECK(complaint_of("admin " + longest).empty());
  CHECK_THAT(complaint_of("admin " + longest + "t"),
             Catch::Contains("the token has 1025 bytes; the limit is 1024"));
  const std::string name(64, 'n');
  CHECK(complaint_of("admin a " + name).empty());
  CHECK_THAT(complaint_of("admin a n" + name),
             Catch::Contains("the name has 65 bytes; the limit is 64"));
  std::string lines;
  for (int i = 0; i < 1'024; ++i) lines += "viewer t" + std::to_string(i) + "\n";
  CHECK(complaint_of(lines).empty());
  CHECK_THAT(complaint_of(lines + "viewer one\n"),
             Catch::Contains("line 1025: it is one token too many; the limit is 1024"));
}

TEST_CASE("a token longer than any is refused without being looked at") {
  const auto tokens = TokenSet::parse("admin a", "tokens");
  REQUIRE(tokens.is_ok());
  CHECK(tokens->find(std::string(1 << 20, 'a')) == nullptr);
}

TEST_CASE("a token file is read when it is its owner's business alone") {
  const TemporaryDirectory folder;
  const auto [mode, is_read] = GENERATE(table<mode_t, bool>({{0600, true},
                                                             {0400, true},
                                                             {0640, true},
                                                             {0604, false},
                                                             {0644, false},
                                                             {0660, false},
                                                             {0602, false},
                                                             {0601, false}}));
  const auto tokens = TokenSet::read(write_file(folder / "tokens", "viewer a\n", mode));
  CHECK(tokens.is_ok() == is_read);
  if (!tokens) CHECK_THAT(tokens.error().message, Catch::Contains("chmod 600"));
}

TEST_CASE("what is no file of tokens is refused") {
  const TemporaryDirectory folder;
  const auto complaint = [](const std::string& path) {
    const auto tokens = TokenSet::read(path);
    return tokens ? "" : tokens.error().message;
  };
  CHECK_THAT(complaint(folder / "missing"), Catch::Contains("No such file"));
  CHECK_THAT(complaint(folder.path()), Catch::Contains("no regular file"));
  const std::string pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THAT(complaint(pipe), Catch::Contains("no regular file"));
  const std::string filler = "viewer a\n#" + std::string((1 << 20) - 10, 'x');
  CHECK(complaint(write_file(folder / "full", filler, 0600)).empty());
  CHECK_THAT(complaint(write_file(folder / "over", filler + "x", 0600)),
             Catch::Contains("it has at most 1048576 bytes"));
}

}  // namespace goxel::access
