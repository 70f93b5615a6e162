#pragma once

#include "core/base/error.hpp"
#include "daemon/access/role.hpp"
#include "daemon/rpc/fields.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace goxel::rpc {

using access::Role;

class Dispatcher;
class Editor;
struct Invocation;

/// What a method needs, and so where its request goes and whether it may have to wait.
enum class Access : std::uint8_t {
  Service,  ///< no session: runs on the worker that received it
  Open,  ///< makes, replaces or drops the connection's binding: runs there too, after what waits on
         ///< the bound session
  Peek,  ///< reads a session if there is one, and answers without one too
  Read,  ///< reads a session
  Write,  ///< changes a session
};

/// What became of an operation that did not fail.
enum class Applied : std::uint8_t {
  Done,
  TooLong,  ///< nothing: it takes longer than the draft's longest_ns
};

/// The role that a method needs whose row does not say otherwise.
constexpr Role usual_role(Access access) {
  return access == Access::Write ? Role::Editor : Role::Viewer;
}

/// One method: a row of a domain's table. Immutable.
struct Method {
  std::string_view name;  ///< without the prefix "goxel.", unless is_exact
  std::string_view summary;
  Access access;
  void (*invoke)(Dispatcher& dispatcher, Invocation& invocation);
  std::span<const FieldInfo> params;
  std::array<std::string_view, 2> aliases = {};
  bool is_bare = false;       ///< answers without the prefix too
  bool is_long = false;       ///< runs as a job
  bool frees_memory = false;  ///< runs even when the process has reached its memory limit
  bool takes_place = false;   ///< opens a project, and so needs a place in the project lock
  /// What the request needs that this build leaves out, for its not_built error; empty: nothing.
  std::string_view (*left_out)(const std::optional<JsonView>& params) = nullptr;
  /// For methods that edit a project and nothing else: does it as one operation of many, from an
  /// object with its parameters and a member "type". Appends the result to `out` unless that is
  /// null. Errors have paths as if the operation was a request.
  Result<Applied> (*apply)(Editor& editor, JsonView operation, DecodeContext& context,
                           std::string* out) = nullptr;
  Role role = usual_role(access);  ///< the least that may call it
  std::uint32_t number = 0;        ///< its place in MethodTable::methods()
  bool is_exact = false;           ///< answers to its name as it is, and to nothing else
  bool takes_anything = false;     ///< any params will do; there is no list of them
  /// The JSON Schema of the result.
  void (*result_schema)(JsonWriter& writer) = nullptr;
  /// The parameters as they are before a request's are read, for the documents.
  std::shared_ptr<const void> (*defaults)() = nullptr;
  /// Failures beside those that follow from the rest of the row; see errors_of().
  std::array<ErrorCode, 4> own_errors = {};

  /// Another name for it; at most two.
  constexpr Method alias(std::string_view other) const {
    Method copy = *this;
    for (std::string_view& slot : copy.aliases) {
      if (!slot.empty()) continue;
      slot = other;
      return copy;
    }
    GOXEL_CHECK(false);  // a third alias; does not compile where the table is a constant
    return copy;
  }
  /// Another way in which it can fail; at most four.
  constexpr Method fails(ErrorCode code) const {
    Method copy = *this;
    for (ErrorCode& slot : copy.own_errors) {
      if (slot != ErrorCode{}) continue;
      slot = code;
      return copy;
    }
    GOXEL_CHECK(false);  // a fifth; does not compile where the table is a constant
    return copy;
  }
  constexpr Method opens_project() const {
    Method copy = *this;
    copy.takes_place = true;
    return copy;
  }
  constexpr Method freeing() const {
    Method copy = *this;
    copy.frees_memory = true;
    return copy;
  }
  constexpr Method bare() const {
    Method copy = *this;
    copy.is_bare = true;
    return copy;
  }
  constexpr Method exact() const {
    Method copy = *this;
    copy.is_exact = true;
    return copy;
  }
  constexpr Method taking_anything() const {
    Method copy = *this;
    copy.takes_anything = true;
    return copy;
  }
  constexpr Method leaving_out(
      std::string_view (*what)(const std::optional<JsonView>& params)) const {
    Method copy = *this;
    copy.left_out = what;
    return copy;
  }

  /// Also for those who have shown no token yet.
  constexpr Method open_to_all() const { return with_role(Role::None); }
  /// For what changes a session, and looks by itself at whose it is.
  constexpr Method viewer() const { return with_role(Role::Viewer); }
  /// For what changes no session, but files.
  constexpr Method editor() const { return with_role(Role::Editor); }
  constexpr Method admin() const { return with_role(Role::Admin); }

 private:
  constexpr Method with_role(Role least) const {
    Method copy = *this;
    copy.role = least;
    return copy;
  }
};

/// The row of a method with parameters P and result R.
template <Described P, class R>
constexpr Method method_row(std::string_view name, Access access, std::string_view summary,
                            void (*invoke)(Dispatcher& dispatcher, Invocation& invocation)) {
  Method row{name, summary, access, invoke, kFields<P>};
  row.result_schema = &write_result_schema<R>;
  row.defaults = [] { return std::shared_ptr<const void>(std::make_shared<const P>()); };
  return row;
}

/// A domain's methods, under the heading that the documents give them.
struct Domain {
  std::string_view title;
  std::span<const Method> methods;
};

/// All codes that a request for a method may be answered with, in the order of error_infos(). Those
/// that no method is needed for (a bad envelope, an unknown method) are left out.
std::vector<ErrorCode> errors_of(const Method& method);

}  // namespace goxel::rpc
