#pragma once

#include "core/base/limits.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace goxel::config {

/// From the fewest lines to the most.
enum class LogLevel : std::uint8_t { Error, Warning, Info, Debug };

enum class LogFormat : std::uint8_t {
  Auto,  ///< text on a terminal, JSON elsewhere
  Text,
  Json,
};

/// How many projects may be under way at once.
enum class ProjectMode : std::uint8_t {
  Multi,   ///< any number, or max_projects
  Single,  ///< one for the whole service, meant by every connection
};

/// Which session a request means that names none, on a connection that is bound to none.
enum class Affinity : std::uint8_t {
  Auto,        ///< the only one of the process at the other end
  Connection,  ///< none
  Shared,      ///< the one that all connections share
};

/// Everything an operator can choose, with the defaults. option_table.cpp gives each member its
/// name, range and help. Plain data; immutable once loaded.
struct Settings {
  std::vector<std::string> sockets = {"/tmp/goxel-daemon.sock"};
  std::string tcp;                        ///< HOST:PORT; empty: no TCP listener
  std::vector<std::string> http;          ///< HOST:PORT of each HTTP listener
  std::vector<std::string> http_hosts;    ///< names it is reached by, beside loopback ones
  std::vector<std::string> http_origins;  ///< of pages that may call it
  std::string token_file;                 ///< of who may come in over the network; empty: none
  bool insecure = false;                  ///< serve loopback addresses without tokens
  bool read_only = false;                 ///< nobody may change anything
  std::int64_t workers = 0;  ///< the loader replaces 0 by the processors the process may use
  std::int64_t jobs = 0;     ///< job threads; likewise
  std::string root;          ///< clients' files lie beneath it; empty: anywhere the process may go
  ProjectMode project_mode = ProjectMode::Multi;
  Affinity affinity = Affinity::Auto;  ///< Shared in single mode
  std::int64_t max_projects = 0;       ///< under way at once; 0: no such limit; 1 in single mode
  std::int64_t project_wait_ms = 0;    ///< for a place among them; 0: refused at once
  std::int64_t drain_timeout_s = 10;
  std::int64_t idle_timeout_s = 300;
  std::int64_t idle_check_interval_s = 10;
  LogLevel log_level = LogLevel::Info;
  LogFormat log_format = LogFormat::Auto;
  std::string state_dir;  ///< where unsaved sessions are kept; empty: see recovery::state_folder
  std::int64_t session_ttl_s = 7 * 86'400;  ///< how long they are
  std::string log_file;                     ///< empty: standard error
  std::string pid_file;                     ///< empty: none
  std::string render_dir = "/tmp/goxel_renders";
  std::int64_t render_ttl_s = 3'600;
  std::int64_t render_max_size_bytes = 1LL << 30;
  std::int64_t render_cleanup_interval_s = 300;
  std::string config_file;  ///< that these settings were read from; empty: none
  Limits limits;
};

}  // namespace goxel::config
