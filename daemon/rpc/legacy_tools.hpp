#pragma once

#include "daemon/rpc/envelope.hpp"

#include <string>
#include <string_view>

/// The older daemon's tool messages, {"tool": NAME, "arguments": {...}}: requests by other names,
/// without an id, whose answers look different.
namespace goxel::rpc {

/// Stands for the id of a tool message, where answers need one: a JSON text, but no id can be it.
inline constexpr std::string_view kToolId = "[]";

/// A message object with a string `tool` and no `method`.
bool is_tool_message(JsonView root);

/// The request that it stands for; the arguments are its params. Fails with MethodNotFound for an
/// unknown tool, and with InvalidRequest for a bad message.
Result<Request> read_tool_message(JsonView root);

/// A reply as Client::begin_reply() begins it, up to the end of its "result" or "error" member, in
/// the form that tools have:
/// {"success":true,"content":RESULT} or
/// {"success":false,"error_code":N,"error_message":S,"error_data":D}, where N is -1001 for what
/// there is not, -1002 for what is wrong with the message, and -1003 for all else.
std::string tool_reply(std::string reply);

}  // namespace goxel::rpc
