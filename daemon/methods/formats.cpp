#include "core/formats/format.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::NoParams;

struct ListedOption {
  std::string name;
  std::string description;
};
constexpr auto fields_of(rpc::Of<ListedOption>) {
  return rpc::fields(
      rpc::field<&ListedOption::name>("name", "member of the options of export_model"),
      rpc::field<&ListedOption::description>("description", "what it does, and its default"));
}

struct ListedFormat {
  std::string name;
  std::vector<std::string> aliases;
  std::vector<std::string> extensions;
  bool can_read = false;
  bool can_write = false;
  std::vector<ListedOption> options;
  std::string lossy_notes;
};
constexpr auto fields_of(rpc::Of<ListedFormat>) {
  using R = ListedFormat;
  return rpc::fields(
      rpc::field<&R::name>("name", "to ask for it by"),
      rpc::field<&R::aliases>("aliases", "other names"),
      rpc::field<&R::extensions>("extensions", "without the dot; the first is the usual one"),
      rpc::field<&R::can_read>("can_read", "by load_project and import_model"),
      rpc::field<&R::can_write>("can_write", "by export_model, and save_project except for png"),
      rpc::field<&R::options>("options", "that writing it knows"),
      rpc::field<&R::lossy_notes>("lossy_notes", "what a project loses in it; empty when nothing"));
}

struct FormatList {
  std::vector<ListedFormat> formats;
};
constexpr auto fields_of(rpc::Of<FormatList>) {
  return rpc::fields(rpc::field<&FormatList::formats>("formats", "all of them"));
}

namespace {

std::vector<std::string> as_strings(std::span<const std::string_view> texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace

Result<FormatList> list_formats(Call&, const NoParams&) {
  FormatList list;
  for (const FormatInfo& info : format_infos()) {
    ListedFormat& listed = list.formats.emplace_back();
    listed.name = info.name;
    listed.aliases = as_strings(info.aliases);
    listed.extensions = as_strings(info.extensions);
    listed.can_read = info.can_read;
    listed.can_write = info.can_write;
    for (const FormatOption& option : info.options)
      listed.options.push_back({std::string(option.name), std::string(option.doc)});
    listed.lossy_notes = info.lossy_notes;
  }
  // No model format: a render, which belongs to another part of the engine.
  list.formats.push_back(
      {"png", {}, {"png"}, false, true, {}, "a picture of the visible layers: all but that"});
  return list;
}

std::span<const rpc::Method> format_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&list_formats>("list_formats", Access::Service,
                                 "Lists the file formats and what each can do."),
  });
  return kTable;
}

}  // namespace goxel::methods
