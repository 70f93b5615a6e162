#pragma once

#include "core/base/error.hpp"

#include <string>
#include <string_view>

namespace goxel::rpc {

/// Starts a success reply; the caller appends the result as one JSON value and then
/// append_result_end():
/// {"jsonrpc":"2.0","result":<result>,"id":<id>}
void append_result_begin(std::string& out);
/// `id_text` is JSON text, as Request::id_text has it.
void append_result_end(std::string& out, std::string_view id_text);

/// A whole error reply:
/// {"jsonrpc":"2.0","error":{"code":..,"message":..,"data":{"reason":..,...}},"id":<id>} `data` has
/// error_reason() first and then the error's details, in order, one with parts as an object.
void append_error(std::string& out, std::string_view id_text, const Error& error);

/// Only the error object, for results that list failures.
void append_error_object(std::string& out, const Error& error);

}  // namespace goxel::rpc
