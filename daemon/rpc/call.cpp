#include "daemon/rpc/call.hpp"

#include "daemon/rpc/dispatcher.hpp"

namespace goxel::rpc {

workers::Context& Call::context() { return dispatcher_.context(); }
Services& Call::services() { return dispatcher_.services(); }
const Limits& Call::limits() { return dispatcher_.services().limits; }

}  // namespace goxel::rpc
