#include "core/base/result.hpp"

#include "core/base/bytes.hpp"
#include "core/base/cow_ptr.hpp"
#include "core/base/str_cat.hpp"
#include "tests/support/catch.hpp"

namespace goxel {

namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return Error{ErrorCode::InvalidParams, str_cat(value, " is odd")};
  return value / 2;
}

Result<int> quarter(int value) {
  GOXEL_ASSIGN(const int halved, half(value));
  return half(halved);
}

Result<void> require_even(int value) {
  GOXEL_TRY(half(value));
  return {};
}

}  // namespace

TEST_CASE("an error passes through GOXEL_ASSIGN and GOXEL_TRY unchanged") {
  CHECK(quarter(12).value() == 3);
  CHECK(quarter(6).error().message == "3 is odd");
  CHECK(require_even(4).is_ok());
  CHECK(require_even(5).error().code == ErrorCode::InvalidParams);
}

TEST_CASE("every own error code lies outside the range that JSON-RPC reserves") {
  for (int code = -1114; code <= -1100; ++code) {
    CHECK(error_reason(static_cast<ErrorCode>(code)) != "internal_error");
  }
}

TEST_CASE("every error has one row in the table, with a reason of its own") {
  const auto infos = error_infos();
  CHECK(infos.size() == 20);
  for (std::size_t i = 0; i < infos.size(); ++i) {
    CHECK(error_reason(infos[i].code) == infos[i].reason);
    CHECK_FALSE(infos[i].when.empty());
    for (std::size_t k = 0; k < i; ++k) {
      CHECK(infos[k].code != infos[i].code);
      CHECK(infos[k].reason != infos[i].reason);
    }
  }
}

TEST_CASE("a byte reader refuses to read past the end and names the offset") {
  const Bytes bytes = {1, 0, 0, 0, 0xFF, 0xFF};
  ByteReader reader(bytes, "test file", 100);
  CHECK(reader.u32().value() == 1);
  const auto failed = reader.i32();
  REQUIRE_FALSE(failed.is_ok());
  CHECK(failed.error().code == ErrorCode::FormatError);
  CHECK(failed.error().message == "test file: needs 4 more bytes where 2 are left at byte 104");
  CHECK(reader.take(2).value().size() == 2);
  CHECK(reader.is_at_end());
}

TEST_CASE("a copy-on-write pointer copies only when shared") {
  auto first = CowPtr<std::string>::make("one");
  const std::string* before = first.get();
  first.write() += "!";
  CHECK(first.get() == before);
  const auto second = first;
  first.write() = "two";
  CHECK(*first == "two");
  CHECK(*second == "one!");
  CHECK(second.is_unique());
}

}  // namespace goxel
