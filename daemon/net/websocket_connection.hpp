#pragma once

#include "daemon/net/connection.hpp"
#include "daemon/rpc/dispatcher.hpp"

namespace goxel::net {

/// Answers an upgrade to WebSocket and serves the connection from then on, on the worker of
/// `dispatcher`: one message a text frame both ways. It binds to a session as a stream connection
/// does, but stays on its worker: requests to a session of another one are sent there. `moving`
/// holds the socket, who asks, and, as its unread bytes, the whole head of the upgrade.
void start_websocket(rpc::Dispatcher& dispatcher, MovingConnection moving);

}  // namespace goxel::net
