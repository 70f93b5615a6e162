#include "daemon/app.hpp"
#include "daemon/config/load.hpp"
#include "daemon/config/memory.hpp"
#include "daemon/config/processors.hpp"
#include "daemon/logging/log.hpp"
#include "daemon/system/pid_file.hpp"

#include <csignal>
#include <cstdio>
#include <iostream>
#include <optional>

namespace {

// sysexits(3)
constexpr int kCannotCreate = 73;
constexpr int kBadConfiguration = 78;

/// Nothing when no pid file is asked for.
goxel::Result<std::optional<goxel::system::PidFile>> create_pid_file(const std::string& path) {
  std::optional<goxel::system::PidFile> file;
  if (!path.empty()) {
    GOXEL_ASSIGN(goxel::system::PidFile created, goxel::system::PidFile::create(path));
    file.emplace(std::move(created));
  }
  return file;
}

int serve(const goxel::config::Loaded& loaded) {
  const goxel::config::Settings& settings = loaded.settings;
  auto log = goxel::logging::Log::open(settings);
  if (!log) {
    std::cerr << log.error().message << '\n';
    return kCannotCreate;
  }
  for (const std::string& warning : loaded.warnings) (*log)->warning(warning);
  const auto refuse = [&](const goxel::Error& error) {
    (*log)->error("cannot start", {{"why", error.message}});
    return error.code == goxel::ErrorCode::InvalidParams ? kBadConfiguration : kCannotCreate;
  };
  const auto pid_file = create_pid_file(settings.pid_file);
  if (!pid_file) return refuse(pid_file.error());
  auto app = goxel::App::start(settings, **log);
  if (!app) return refuse(app.error());
  (*log)->info("serving", {{"workers", settings.workers}, {"jobs", settings.jobs}});
  for (const std::string& name : (*app)->listeners()) (*log)->info("listening", {{"on", name}});
  (*app)->run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // A peer that goes away is an error code of its socket, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  // And a file that may not grow further is an error code of its write.
  std::signal(SIGXFSZ, SIG_IGN);
  goxel::config::Sources sources;
  sources.arguments.assign(argv + 1, argv + argc);
  sources.environment = goxel::config::goxel_environment(environ);
  sources.memory_bytes = goxel::config::usable_memory();
  sources.processors = goxel::config::usable_processors();
  const auto loaded = goxel::config::load(sources);
  if (const auto ending = goxel::config::ending(loaded)) {
    std::cout << ending->output;
    std::cerr << ending->complaint;
    return ending->exit_code;
  }
  return serve(*loaded);
}
