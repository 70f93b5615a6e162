#include "daemon/rpc/call.hpp"

#include "daemon/rpc/dispatcher.hpp"

namespace goxel::rpc {

workers::Context& Call::context() { return dispatcher_.context(); }
Services& Call::services() { return dispatcher_.services(); }
const Limits& Call::limits() { return dispatcher_.services().limits; }

Result<void> Call::check_role(access::Role needed, std::string_view what) {
  if (identity_.role >= needed) return {};
  return access::refusal(services().policy, identity_.role, needed, what);
}

}  // namespace goxel::rpc
