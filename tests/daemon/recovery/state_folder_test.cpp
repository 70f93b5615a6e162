#include "daemon/recovery/state_folder.hpp"

#include "tests/support/catch.hpp"

#include <string>

using goxel::recovery::folder_name_of;
using goxel::recovery::state_folder;
using goxel::recovery::StateEnvironment;

TEST_CASE("the state folder is where the setting, the service manager or the home says") {
  struct Row {
    std::string setting;
    StateEnvironment environment;
    std::string folder;
  };
  const auto row = GENERATE(values<Row>({
      {"/srv/state", {"/var/lib/a", "/x", "/home/u"}, "/srv/state"},
      {"relative", {"/var/lib/a", "/x", "/home/u"}, "relative"},
      {"", {"/var/lib/a", "/x", "/home/u"}, "/var/lib/a"},
      {"", {"/var/lib/a:/var/lib/b", "/x", "/home/u"}, "/var/lib/a"},
      {"", {"", "/x", "/home/u"}, "/x/goxel-daemon/run+g.sock"},
      {"", {"relative", "/x", "/home/u"}, "/x/goxel-daemon/run+g.sock"},
      {"", {":/var/lib/b", "/x", "/home/u"}, "/x/goxel-daemon/run+g.sock"},
      {"", {"", "relative", "/home/u"}, "/home/u/.local/state/goxel-daemon/run+g.sock"},
      {"", {"", "", "/home/u"}, "/home/u/.local/state/goxel-daemon/run+g.sock"},
      {"", {"", "", "relative"}, "/var/lib/goxel-daemon/run+g.sock"},
      {"", {"", "", ""}, "/var/lib/goxel-daemon/run+g.sock"},
  }));
  CHECK(state_folder(row.setting, row.environment, "/run/g.sock") == row.folder);
}

TEST_CASE("an address becomes the name of a folder, one for each") {
  CHECK(folder_name_of("/run/user/1000/g-d_1.sock") == "run+user+1000+g-d_1.sock");
  CHECK(folder_name_of("/a+b") == "a%2bb");
  CHECK(folder_name_of("/a/b") == "a+b");
  CHECK(folder_name_of("/a%b c\n\xC3\xA9") == "a%25b%20c%0a%c3%a9");
  CHECK(folder_name_of("/..") == "%2e.");
  CHECK(folder_name_of("/.x/.y") == "%2ex+.y");
  CHECK(folder_name_of("127.0.0.1:7890") == "@127.0.0.1%3a7890");
  CHECK(folder_name_of("a") == "@a");
  CHECK(folder_name_of("") == "@");
  CHECK_FALSE(folder_name_of("/").empty());
}

TEST_CASE("a name that is too long for a folder ends in a checksum instead") {
  const std::string longest = "/" + std::string(255, 'a');
  CHECK(folder_name_of(longest) == std::string(255, 'a'));
  const std::string name = folder_name_of(longest + "a");
  CHECK(name.size() == 180 + 8 + 64);
  CHECK(name.substr(0, 188) == std::string(180, 'a') + "%sha256-");
  CHECK(name != folder_name_of(longest + "b"));
}
