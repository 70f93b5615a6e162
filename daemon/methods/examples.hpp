#pragma once

#include "daemon/rpc/openrpc.hpp"

#include <span>

namespace goxel::methods {

/// The examples of the documents, at least one a method: a new method needs a row in examples.cpp.
/// tests/e2e/conformance_test.py sends each of them after example_project(). What differs from one
/// run to the next (ids of sessions, times, sizes of memory) is compared by its type there.
std::span<const rpc::Example> examples();

/// The requests that make the project in which the examples are sent.
std::span<const rpc::Example> example_project();

}  // namespace goxel::methods
