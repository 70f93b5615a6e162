#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::bench {

enum class Mix : std::uint8_t {
  Ping,
  GetVoxel,
  AddVoxel,
  Mixed,  ///< of ten: seven get_voxel, two add_voxel, one ping
};

/// The requests that every connection sends, the same in each run. Immutable; any thread.
class Workload {
 public:
  explicit Workload(Mix mix);

  /// Replaces `line` by the request of this id, its newline included.
  void write_request(std::uint64_t id, std::string& line) const;

  /// Requests that give a connection its own project with a few voxels, each to be sent when the
  /// one before is answered. The ids count from 1.
  static std::vector<std::string> preparation();

 private:
  std::vector<std::string> tails_;  ///< what follows the id; request N takes number N modulo size
};

/// Whether `line` (without its newline) is a JSON-RPC response with a result and this id. The
/// compact form `{"jsonrpc":"2.0","result":...,"id":N}` is known by its ends alone, so that
/// checking costs less than answering; any other form is parsed.
bool is_result(std::string_view line, std::uint64_t id);

}  // namespace goxel::bench
