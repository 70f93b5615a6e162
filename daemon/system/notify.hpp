#pragma once

#include <string_view>

namespace goxel::system {

/// Tells the service manager a state such as "READY=1": one datagram to the socket that
/// NOTIFY_SOCKET names, as sd_notify(3) does. Nothing happens without a service manager. Main
/// thread.
void notify_manager(std::string_view state);

}  // namespace goxel::system
