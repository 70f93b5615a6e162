#include "core/base/str_cat.hpp"
#include "daemon/config/checks.hpp"
#include "daemon/config/option.hpp"

#include <algorithm>

namespace goxel::config {

namespace {

constexpr std::int64_t kDay = 86'400;

/// An option exists when something honours it. A new one is a member of Settings and a row here.
constexpr auto kRows = std::to_array<OptionRow>({
    {"socket",
     "-s",
     "PATH",
     &Settings::sockets,
     "Unix socket to serve; repeatable",
     {},
     check_socket_path},
    {"tcp",
     "",
     "HOST:PORT",
     &Settings::tcp,
     "TCP address to serve, with --token-file or --insecure; none unless given",
     {},
     check_endpoint},
    {"http",
     "",
     "HOST:PORT",
     &Settings::http,
     "address to serve HTTP and WebSocket on, with --token-file or --insecure; repeatable",
     {},
     check_endpoint,
     ','},
    {"http-host",
     "",
     "NAME",
     &Settings::http_hosts,
     "name by which HTTP clients reach the service, beside those of loopback; repeatable",
     {},
     check_host_name,
     ','},
    {"http-origin",
     "",
     "ORIGIN",
     &Settings::http_origins,
     "origin whose pages may call the service, such as https://example.com; repeatable",
     {},
     check_origin,
     ','},
    {"token-file", "", "FILE", &Settings::token_file,
     "lines of a role (viewer, editor, admin) and a token: who may come in over the network"},
    {"insecure", "", "", &Settings::insecure,
     "let every local user in without a token, on loopback addresses only"},
    {"read-only", "", "", &Settings::read_only, "let nobody change a project or write a file"},
    {"workers",
     "-j",
     "N",
     &Settings::workers,
     "threads that own projects; default: the processors it may use",
     {1, 1'024}},
    {"jobs",
     "",
     "N",
     &Settings::jobs,
     "threads for long work such as renders; default: as workers",
     {1, 1'024}},
    {"project-mode", "", "MODE", &Settings::project_mode,
     "multi: any number of projects; single: one at a time for all connections"},
    {"max-projects",
     "",
     "N",
     &Settings::max_projects,
     "projects under way at once, from their creation to a save; 0: no limit",
     {0, 1'000'000}},
    {"project-wait-ms",
     "",
     "MS",
     &Settings::project_wait_ms,
     "time a create waits for another project to end; 0: refused at once",
     {0, kDay * 1'000}},
    {"affinity", "", "HOW", &Settings::affinity,
     "what an unbound request means; auto: its process's only session, connection: none, shared: "
     "one for all"},
    {"max-connections",
     "-m",
     "N",
     &Limits::connections,
     "live connections; past it new ones are refused",
     {1, 1'000'000}},
    {"limit-memory-bytes", "", "N", &Limits::memory_bytes,
     "memory of the process; default: four fifths of what it may use; 0: no limit"},
    {"root", "", "DIR", &Settings::root, "folder that clients' files must lie beneath"},
    {"drain-timeout",
     "",
     "SECONDS",
     &Settings::drain_timeout_s,
     "time for running work and unsaved sessions at shutdown",
     {1, kDay}},
    {"idle-timeout",
     "",
     "SECONDS",
     &Settings::idle_timeout_s,
     "time without a request after which a session is written to the state folder and rests",
     {1, 365 * kDay}},
    {"idle-check-interval",
     "",
     "SECONDS",
     &Settings::idle_check_interval_s,
     "time between looks for idle sessions",
     {1, kDay}},
    {"state-dir", "", "DIR", &Settings::state_dir,
     "folder of resting and unsaved sessions; default: one for each socket, under "
     "$STATE_DIRECTORY, "
     "$XDG_STATE_HOME, ~/.local/state or /var/lib"},
    {"session-ttl",
     "",
     "SECONDS",
     &Settings::session_ttl_s,
     "time a session is kept in the state folder",
     {1, 3650 * kDay}},
    {"log-level", "", "LEVEL", &Settings::log_level, "least important line to log"},
    {"log-format", "", "FORMAT", &Settings::log_format, "auto: text on a terminal, JSON elsewhere"},
    {"log-file", "-l", "FILE", &Settings::log_file,
     "log there, not to standard error; SIGHUP reopens it"},
    {"pid-file", "-p", "FILE", &Settings::pid_file, "write the process id there while running"},
    {"render-dir", "", "DIR", &Settings::render_dir,
     "folder of pictures the daemon keeps for clients"},
    {"render-ttl",
     "",
     "SECONDS",
     &Settings::render_ttl_s,
     "time a kept picture lives",
     {1, 365 * kDay}},
    {"render-max-size",
     "",
     "BYTES",
     &Settings::render_max_size_bytes,
     "size of all kept pictures; past it the oldest go",
     {1}},
    {"render-cleanup-interval",
     "",
     "SECONDS",
     &Settings::render_cleanup_interval_s,
     "time between looks for expired pictures",
     {1, kDay}},
    {"foreground", "-f", "", Action::Serve,
     "stay in the foreground: always so, accepted for old scripts"},
    {"config", "-c", "FILE", &Settings::config_file,
     "TOML file of settings; flags and environment override it"},
    {"print-config", "", "", Action::PrintConfig,
     "show every setting in force and where it came from, and exit"},
    {"check-config", "", "", Action::CheckConfig,
     "exit with 0 if the configuration is good, else with 78, or 64 for a flag"},
    {"verbose", "-V", "", Shortcut{"log-level", "debug"}, "the same as --log-level debug"},
    {"version", "-v", "", Action::ShowVersion, "show the version and exit"},
    {"help", "-h", "", Action::ShowHelp, "show this text and exit"},
});

std::string environment_name(std::string_view name) {
  std::string result = "GOXEL_";
  for (const char c : name) {
    const bool is_lower = c >= 'a' && c <= 'z';
    result += c == '-' ? '_' : is_lower ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return result;
}

std::string limit_option_name(const LimitInfo& limit) {
  std::string name = str_cat("limit-", limit.name);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

bool has_row(std::int64_t Limits::*member) {
  return std::any_of(kRows.begin(), kRows.end(), [member](const OptionRow& row) {
    const auto* target = std::get_if<std::int64_t Limits::*>(&row.target);
    return target != nullptr && *target == member;
  });
}

}  // namespace

std::vector<Option> all_options() {
  std::vector<Option> options;
  for (const OptionRow& row : kRows) {
    options.push_back({std::string(row.name), environment_name(row.name), row});
  }
  for (const LimitInfo& limit : limit_infos()) {
    if (has_row(limit.member)) continue;
    const std::string name = limit_option_name(limit);
    options.push_back({name, environment_name(name), {"", "", "N", limit.member, limit.doc, {1}}});
  }
  return options;
}

}  // namespace goxel::config
