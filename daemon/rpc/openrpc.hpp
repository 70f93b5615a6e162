#pragma once

#include "daemon/rpc/method_table.hpp"

#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace goxel::rpc {

/// One request with the answer it gets, for the documents.
struct Example {
  std::string_view method;  ///< as clients are shown it
  std::string_view params;  ///< JSON text of an object
  std::string_view result;  ///< JSON text; empty: left out, for what says nothing or is too long
};

/// What the tables of the methods do not say.
struct ApiInfo {
  std::string_view version;           ///< of the program
  std::span<const Example> examples;  ///< in any order; at least one a method
  /// The requests after which each example is sent, on a connection of its own.
  std::span<const Example> example_project;
};

/// The OpenRPC 1.3 document: each method with its parameters, result, errors and examples.
///
/// A parameter is what one position of the params array holds: a voxel position is three of them, a
/// colour four. Other ways to write the same follow in members of our own: `x-aliases` (other
/// names), and `x-whole` with the first part (the name for all parts as one value). A method's
/// `x-aliases` are its other names; `x-access` is where its session comes in, `x-long` says that it
/// runs as a job, and `x-any-params` that it takes whatever it is given. Of the document itself,
/// `x-errors` tells what else an error's data holds and whether anything is answered with it yet,
/// and `x-example-project` is what is sent before each example.
///
/// About a millisecond, and some 200 kB.
std::string openrpc_document(const MethodTable& methods, const ApiInfo& info);

/// The document, made when it is first asked for. Internally locked; any thread.
class ApiDocument {
 public:
  const std::string& text(const MethodTable& methods, const ApiInfo& info) {
    std::call_once(is_made_, [&] { text_ = openrpc_document(methods, info); });
    return text_;
  }

 private:
  std::once_flag is_made_;
  std::string text_;
};

}  // namespace goxel::rpc
