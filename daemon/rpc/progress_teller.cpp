#include "daemon/rpc/progress_teller.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/dispatcher.hpp"
#include "daemon/rpc/json_writer.hpp"

#include <cmath>
#include <cstdint>
#include <utility>

namespace goxel::rpc {

namespace {

constexpr std::string_view kBegin = "begin";
constexpr std::string_view kReport = "report";
constexpr std::string_view kEnd = "end";

}  // namespace

ProgressTeller::ProgressTeller(workers::WorkerPool& pool, const ReplyAddress& client,
                               JobOptions options, std::string_view method)
    : pool_(&pool), client_(client), options_(std::move(options)), method_(method) {}

bool ProgressTeller::is_wanted() const {
  return !options_.progress_token.empty() || !options_.work_done_token.empty();
}

std::string ProgressTeller::fraction_text(double fraction, std::string_view text) const {
  std::string out = R"({"jsonrpc":"2.0","method":"goxel.progress","params":)";
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("token");
  writer.raw(options_.progress_token);
  writer.member("fraction", fraction);
  writer.member("text", text);
  writer.end_object();
  out += '}';
  return out;
}

std::string ProgressTeller::work_done_text(std::string_view kind, double fraction,
                                           std::string_view text) const {
  std::string out = R"({"jsonrpc":"2.0","method":"$/progress","params":)";
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("token");
  writer.raw(options_.work_done_token);
  writer.key("value");
  writer.begin_object();
  writer.member("kind", kind);
  if (kind == kBegin) writer.member("title", str_cat("goxel.", method_));
  if (!text.empty()) writer.member("message", text);
  if (kind != kEnd) {
    writer.member("percentage", static_cast<std::int64_t>(std::floor(fraction * 100)));
  }
  writer.end_object();
  writer.end_object();
  out += '}';
  return out;
}

void ProgressTeller::send(std::string notification) const {
  pool_->worker(client_.worker)
      .post([client = client_.client,
             text = std::move(notification)](workers::Context& there) mutable {
        Dispatcher::of(there).notify(client, std::move(text));
      });
}

/// What is posted to one's own worker would come after an answer that is given now, and after what
/// others post meanwhile.
void ProgressTeller::tell(workers::Context& here, std::string notification) const {
  if (here.worker() == client_.worker) {
    Dispatcher::of(here).notify(client_.client, std::move(notification));
  } else {
    send(std::move(notification));
  }
}

void ProgressTeller::begin(workers::Context& here) const {
  if (!options_.work_done_token.empty()) tell(here, work_done_text(kBegin, 0, ""));
}

void ProgressTeller::report(double fraction, std::string_view text) const {
  if (!options_.progress_token.empty()) send(fraction_text(fraction, text));
  if (!options_.work_done_token.empty()) send(work_done_text(kReport, fraction, text));
}

void ProgressTeller::end(workers::Context& here, bool has_succeeded) const {
  if (!options_.progress_token.empty() && has_succeeded) tell(here, fraction_text(1, "done"));
  if (!options_.work_done_token.empty())
    tell(here, work_done_text(kEnd, 1, has_succeeded ? "done" : "failed"));
}

}  // namespace goxel::rpc
