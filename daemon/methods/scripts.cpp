#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"

#include <optional>

namespace goxel::methods {

using rpc::Access;
using rpc::Call;

struct ExecuteScriptParams {
  std::optional<std::string> script;
  std::optional<std::string> path;
  std::optional<std::string> name;
  std::optional<std::int64_t> timeout_ms;
  std::optional<std::int64_t> memory_mb;
};
constexpr auto fields_of(rpc::Of<ExecuteScriptParams>) {
  using P = ExecuteScriptParams;
  return rpc::fields(rpc::field<&P::script>("script", "the code; or give path"),
                     rpc::field<&P::path>("path", "of a file with it"),
                     rpc::field<&P::name>("name", "what errors call it"),
                     rpc::field<&P::timeout_ms>("timeout_ms", "it is stopped after so long"),
                     rpc::field<&P::memory_mb>("memory_mb", "it may use so much"));
}

struct ExecuteScriptResult {
  bool success = true;
};
constexpr auto fields_of(rpc::Of<ExecuteScriptResult>) {
  return rpc::fields(rpc::field<&ExecuteScriptResult::success>("success", "whether it ran"));
}

/// Needs no session to say that.
Result<ExecuteScriptResult> execute_script(Call&, const ExecuteScriptParams&) {
  return Error{ErrorCode::NotBuilt, "this build leaves out the script engine"};
}

std::span<const rpc::Method> script_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&execute_script>("execute_script", Access::Service,
                                   "Runs a script: answers not_built, as there is no engine yet.")
          .editor()
          .fails(ErrorCode::NotBuilt),
  });
  return kTable;
}

}  // namespace goxel::methods
