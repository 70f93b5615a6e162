#include "daemon/methods/examples.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/version.hpp"
#include "daemon/rpc/handler.hpp"

namespace goxel::methods {

namespace {

/// The document is text already, so this one encodes nothing.
void discover(rpc::Dispatcher& dispatcher, rpc::Invocation& invocation) {
  rpc::NoParams none;
  if (!rpc::detail::decode_or_answer(dispatcher, invocation, none)) return;
  rpc::Services& services = dispatcher.services();
  const std::string& document = services.api_document.text(
      services.methods, {program_version(), examples(), example_project()});
  dispatcher.answer(invocation.reply, [&](std::string& out) {
    out += R"("result":)";
    out += document;
  });
}

void document_schema(rpc::JsonWriter& writer) {
  writer.raw(R"({"type":"object","description":"an OpenRPC 1.3 document","properties":{)"
             R"("openrpc":{"type":"string"},"info":{"type":"object"},"methods":{"type":"array"},)"
             R"("components":{"type":"object"},"x-errors":{"type":"object"},)"
             R"("x-example-project":{"type":"array"}},"required":["openrpc","info","methods"]})");
}

constexpr rpc::Method discover_row() {
  rpc::Method row = rpc::method_row<rpc::NoParams, rpc::NoParams>(
      "rpc.discover", rpc::Access::Service, "Describes all methods as an OpenRPC document.",
      &discover);
  row.result_schema = &document_schema;
  return row.exact().open_to_all();
}

}  // namespace

std::span<const rpc::Method> discover_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({discover_row()});
  return kTable;
}

}  // namespace goxel::methods
