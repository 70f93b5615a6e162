#include "daemon/methods/params.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/version.hpp"
#include "daemon/rpc/handler.hpp"
#include "daemon/system/process_memory.hpp"

#include <ctime>
#include <unistd.h>

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::NoParams;

namespace {

std::string local_time_text() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local)};
}

}  // namespace

struct PingResult {
  bool pong = true;
  std::int64_t timestamp = 0;
};
constexpr auto fields_of(rpc::Of<PingResult>) {
  return rpc::fields(rpc::field<&PingResult::pong>("pong", "always true"),
                     rpc::field<&PingResult::timestamp>("timestamp", "unix time in seconds"));
}

Result<PingResult> ping(Call&, const NoParams&) { return PingResult{true, std::time(nullptr)}; }

struct VersionResult {
  std::string version = std::string(program_version());
  std::string type = "daemon";
  std::string protocol = "JSON-RPC 2.0";
  std::int32_t api_version = kApiVersion;
};
constexpr auto fields_of(rpc::Of<VersionResult>) {
  using R = VersionResult;
  return rpc::fields(
      rpc::field<&R::version>("version", "of the program"),
      rpc::field<&R::type>("type", "of server"), rpc::field<&R::protocol>("protocol", "spoken"),
      rpc::field<&R::api_version>("api_version", "within one, names and fields are only added"));
}

Result<VersionResult> version(Call&, const NoParams&) { return VersionResult{}; }

struct StatusResult {
  std::string status = "running";
  std::int64_t pid = 0;
  std::string current_time;
  std::string hostname;
  bool goxel_initialized = true;
  std::int64_t methods_available = 0;
  std::int64_t memory_allocated = 0;
  std::int64_t uptime_seconds = 0;
  std::int64_t workers = 0;
  std::int64_t connections = 0;
  std::int64_t sessions = 0;
};
constexpr auto fields_of(rpc::Of<StatusResult>) {
  using R = StatusResult;
  return rpc::fields(
      rpc::field<&R::status>("status", "\"running\", or \"draining\" once asked to stop"),
      rpc::field<&R::pid>("pid", "of the process"),
      rpc::field<&R::current_time>("current_time", "local time"),
      rpc::field<&R::hostname>("hostname", "of the machine"),
      rpc::field<&R::goxel_initialized>("goxel_initialized", "always true"),
      rpc::field<&R::methods_available>("methods_available", "number of methods"),
      rpc::field<&R::memory_allocated>("memory_allocated",
                                       "resident memory of the process in bytes"),
      rpc::field<&R::uptime_seconds>("uptime_seconds", "since the start"),
      rpc::field<&R::workers>("workers", "worker threads"),
      rpc::field<&R::connections>("connections", "live ones"),
      rpc::field<&R::sessions>("sessions", "open ones"));
}

Result<StatusResult> status(Call& call, const NoParams&) {
  StatusResult result;
  if (call.services().is_draining.load(std::memory_order_relaxed)) result.status = "draining";
  result.pid = getpid();
  result.current_time = local_time_text();
  char host[256] = {};
  if (gethostname(host, sizeof host - 1) == 0) result.hostname = host;
  result.methods_available = static_cast<std::int64_t>(call.services().methods.methods().size());
  result.memory_allocated = system::resident_bytes();
  result.uptime_seconds = call.services().uptime_seconds();
  const workers::WorkerPool& pool = *call.services().pool;
  result.workers = pool.size();
  result.connections = pool.connection_count();
  result.sessions = pool.session_count();
  return result;
}

struct MethodParam {
  std::string name;
  std::string description;
  bool required = false;
};
constexpr auto fields_of(rpc::Of<MethodParam>) {
  using R = MethodParam;
  return rpc::fields(
      rpc::field<&R::name>("name", "by name; the order of the list is the order by position"),
      rpc::field<&R::description>("description", "what it means"),
      rpc::field<&R::required>("required", "false when it has a default"));
}

struct ListedMethod {
  std::string method;
  std::string description;
  std::vector<MethodParam> params;
};
constexpr auto fields_of(rpc::Of<ListedMethod>) {
  using R = ListedMethod;
  return rpc::fields(rpc::field<&R::method>("method", "name to call it by"),
                     rpc::field<&R::description>("description", "what it does"),
                     rpc::field<&R::params>("params", "in positional order"));
}

struct MethodList {
  std::int64_t count = 0;
  std::vector<ListedMethod> methods;
};
constexpr auto fields_of(rpc::Of<MethodList>) {
  return rpc::fields(rpc::field<&MethodList::count>("count", "number of methods"),
                     rpc::field<&MethodList::methods>("methods", "all of them"));
}

Result<MethodList> list_methods(Call& call, const NoParams&) {
  MethodList list;
  for (const rpc::Method* method : call.services().methods.methods()) {
    ListedMethod& listed = list.methods.emplace_back(
        ListedMethod{rpc::shown_name(*method), std::string(method->summary), {}});
    for (const rpc::FieldInfo& field : method->params) {
      listed.params.push_back({std::string(field.name), std::string(field.doc), field.is_required});
    }
  }
  list.count = static_cast<std::int64_t>(list.methods.size());
  return list;
}

/// Any params at all are the result, so this one has no field list.
void echo(rpc::Dispatcher& dispatcher, rpc::Invocation& invocation) {
  dispatcher.answer(invocation.reply, [&](std::string& out) {
    out += R"("result":)";
    if (invocation.params) {
      rpc::append_json(out, *invocation.params);
    } else {
      out += "{}";
    }
  });
}

void any_schema(rpc::JsonWriter& writer) { rpc::Codec<rpc::AnyJson>::schema(writer); }

constexpr rpc::Method echo_row() {
  rpc::Method row =
      rpc::method_row<NoParams, NoParams>("echo", Access::Service, "Gives its params back.", &echo);
  row.result_schema = &any_schema;
  return row.bare().taking_anything();
}

/// The table of limits is the list of fields.
void get_limits(rpc::Dispatcher& dispatcher, rpc::Invocation& invocation) {
  NoParams none;
  if (!rpc::detail::decode_or_answer(dispatcher, invocation, none)) return;
  dispatcher.answer(invocation.reply, [&](std::string& out) {
    out += R"("result":)";
    rpc::JsonWriter writer(out);
    writer.begin_object();
    for (const LimitInfo& limit : limit_infos()) {
      writer.key(limit.name);
      writer.value(dispatcher.services().limits.*limit.member);
    }
    writer.end_object();
  });
}

void limits_schema(rpc::JsonWriter& writer) {
  writer.begin_object();
  writer.member("type", "object");
  writer.key("properties");
  writer.begin_object();
  for (const LimitInfo& limit : limit_infos()) {
    writer.key(limit.name);
    writer.begin_object();
    writer.member("type", "integer");
    writer.member("description", limit.doc);
    writer.end_object();
  }
  writer.end_object();
  writer.key("required");
  writer.begin_array();
  for (const LimitInfo& limit : limit_infos()) writer.value(limit.name);
  writer.end_array();
  writer.end_object();
}

constexpr rpc::Method limits_row() {
  rpc::Method row = rpc::method_row<NoParams, NoParams>("get_limits", Access::Service,
                                                        "Tells every limit in force.", &get_limits);
  row.result_schema = &limits_schema;
  return row;
}

struct CancelRequestParams {
  rpc::AnyJson id;
};
constexpr auto fields_of(rpc::Of<CancelRequestParams>) {
  return rpc::fields(
      rpc::field<&CancelRequestParams::id>("id", "of the request to stop, as it was written"));
}

struct CancelRequestResult {
  bool success = true;
};
constexpr auto fields_of(rpc::Of<CancelRequestResult>) {
  return rpc::fields(rpc::field<&CancelRequestResult::success>(
      "success", "always true: whether there was anything to stop, its own answer tells"));
}

Result<CancelRequestResult> cancel_request(Call& call, const CancelRequestParams& params) {
  if (call.client() != nullptr) call.dispatcher().cancel(*call.client(), params.id.text);
  return CancelRequestResult{};
}

std::span<const rpc::Method> service_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&ping>("ping", Access::Service, "Tells that the service answers.")
          .bare()
          .open_to_all(),
      echo_row(),
      rpc::method<&version>("version", Access::Service,
                            "Tells the version of the program and of the interface.")
          .alias("get_version")
          .bare()
          .open_to_all(),
      rpc::method<&status>("status", Access::Service, "Tells how the process does.").bare(),
      rpc::method<&list_methods>("list_methods", Access::Service,
                                 "Lists all methods with their parameters.")
          .bare(),
      limits_row(),
      rpc::method<&cancel_request>("$/cancelRequest", Access::Service,
                                   "Stops the job of an unanswered request of this connection.")
          .exact(),
  });
  return kTable;
}

}  // namespace goxel::methods
