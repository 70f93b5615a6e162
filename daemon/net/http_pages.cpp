#include "daemon/net/http_pages.hpp"

#include "daemon/metrics/metrics_text.hpp"

#include <array>

namespace goxel::net {

namespace {

HttpReply healthz(const rpc::Services&) { return text_reply(200, "ok"); }

HttpReply readyz(const rpc::Services& services) {
  if (services.is_draining.load(std::memory_order_relaxed)) return text_reply(503, "draining");
  return text_reply(200, "ready");
}

HttpReply metrics(const rpc::Services& services) {
  return {200, metrics::kMetricsType, metrics::metrics_text(services), {}};
}

constexpr auto kPages = std::to_array<HttpPage>({
    {"/healthz", true, &healthz},
    {"/readyz", true, &readyz},
    {"/metrics", false, &metrics},
});

}  // namespace

const HttpPage* find_page(std::string_view path) {
  for (const HttpPage& page : kPages) {
    if (page.path == path) return &page;
  }
  return nullptr;
}

}  // namespace goxel::net
