#include "daemon/renders/render_name.hpp"

#include "tests/support/catch.hpp"

using goxel::renders::is_render_name;
using goxel::renders::make_render_name;
using goxel::renders::render_extension;

TEST_CASE("a render's name holds the time twice and eight random digits") {
  const std::string name = make_render_name(1'700'000'000, "png");
  const std::string prefix = "render_1700000000_auto1700000000_";
  CHECK(name.substr(0, prefix.size()) == prefix);
  CHECK(name.size() == prefix.size() + 8 + 4);
  CHECK(name.substr(name.size() - 4) == ".png");
  CHECK(is_render_name(name));
  CHECK(name != make_render_name(1'700'000'000, "png"));
}

TEST_CASE("extensions follow the picture format") {
  CHECK(render_extension("png") == "png");
  CHECK(render_extension("jpeg") == "jpg");
  CHECK(render_extension("webp") == "webp");
  CHECK(render_extension("exe").empty());
  CHECK(render_extension("").empty());
}

TEST_CASE("only names of our own pattern are taken for renders") {
  CHECK(is_render_name("render_1_auto1_0123abcd.png"));
  CHECK(is_render_name("render_1_auto1_0123abcd.jpg"));
  CHECK(is_render_name("render_1_auto1_0123abcd.webp"));
  const auto other = GENERATE(
      as<std::string>(), "", "render_1_auto1_0123abcd", "render_1_auto1_0123abcd.gox",
      "render_1_auto1_0123abc.png", "render_1_auto1_0123abcde.png", "render_1_auto1_0123ABCD.png",
      "render_1_auto1_0123abc .png", "render__auto1_0123abcd.png", "render_1_auto_0123abcd.png",
      "render_-1_auto1_0123abcd.png", "render_1_session1_0123abcd.png",
      "my_render_1_auto1_0123abcd.png", "render_1_auto1_0123abcd.png.bak",
      "render_12345678901234567890_auto1_0123abcd.png");
  CAPTURE(other);
  CHECK_FALSE(is_render_name(other));
}
