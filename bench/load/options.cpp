#include "bench/load/options.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <map>
#include <vector>

namespace goxel::bench {

namespace {

constexpr int kUsage = 64;  // sysexits(3)
// Below it the 10 ms steps of the server's CPU time are more than a tenth of what is measured.
constexpr double kShortestRun_s = 0.1;
constexpr double kLongestRun_s = 86'400;

const std::map<std::string, Mix>& mixes() {
  static const std::map<std::string, Mix> kMixes = {{"ping", Mix::Ping},
                                                    {"get_voxel", Mix::GetVoxel},
                                                    {"add_voxel", Mix::AddVoxel},
                                                    {"mixed", Mix::Mixed}};
  return kMixes;
}

constexpr const char* kDescription =
    "Measures a JSON-RPC voxel service over its Unix socket, in closed loop: each connection keeps "
    "D requests\nunanswered and sends one for each reply. Every reply is checked.";

constexpr const char* kFooter =
    "Latencies are the client's, from before the send to after the receive; they are those of a "
    "closed loop,\nwhich asks less while the server is slow.\n"
    "Exit code: 0; 64 bad usage; 69 nobody serves the socket; 73 cannot serve; 74 a connection "
    "failed;\n75 no reply for 10 s; 76 a wrong reply.\n\n"
    "Examples:\n"
    "  goxel-bench --serve-echo /tmp/echo.sock &\n"
    "  goxel-bench --compare /tmp/goxel-daemon.sock /tmp/echo.sock --mix get_voxel\n"
    "  goxel-bench --socket /tmp/goxel-daemon.sock --connections 16 --depth 32 --mix ping\n";

/// What CLI11 fills before the options are put together.
struct Raw {
  Options options;
  std::vector<std::string> compared;
  std::string echo_path;
  std::string json_echo_path;
  std::uint64_t requests = 0;
};

void add_what(CLI::App& app, Raw& raw) {
  auto* const what = app.add_option_group("what to do", "exactly one of");
  what->add_option("--socket", raw.options.socket, "measure the server at this Unix socket")
      ->type_name("PATH");
  what->add_option("--compare", raw.compared,
                   "measure two servers in turn, A B A B ...; shows the ratio A/B of each pair; "
                   "echo servers are recognised")
      ->expected(2)
      ->type_name("A_SOCKET B_SOCKET");
  what->add_option("--serve-echo", raw.echo_path,
                   "serve: each line goes back as it came, on one thread")
      ->type_name("PATH");
  what->add_option("--serve-json-echo", raw.json_echo_path,
                   "serve: each line is parsed into a Boost.JSON value and written again")
      ->type_name("PATH");
  what->require_option(1);
}

void add_how(CLI::App& app, Raw& raw) {
  Options& options = raw.options;
  app.add_option("--connections", options.shape.connections, "connections, each with a project")
      ->check(CLI::Range(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--depth", options.shape.depth, "unanswered requests of each connection")
      ->check(CLI::Range(1, 1024))
      ->type_name("D")
      ->capture_default_str();
  app.add_option("--threads", options.shape.threads, "threads that generate the load")
      ->check(CLI::Range(1, 256))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--mix", options.shape.mix,
                 "what is asked: ping, get_voxel, add_voxel or mixed "
                 "(of ten: 7 get_voxel, 2 add_voxel, 1 ping)")
      ->transform(CLI::CheckedTransformer(mixes()).description(""))
      ->type_name("MIX=mixed");
  auto* const duration =
      app.add_option("--duration", options.duration_s, "seconds of one run; 1 with --compare")
          ->check(CLI::Range(kShortestRun_s, kLongestRun_s))
          ->capture_default_str();
  app.add_option("--requests", raw.requests, "requests of one run, instead of a time")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}))
      ->excludes(duration);
  app.add_option("--warmup", options.warmup_s, "seconds of the same load before, not counted")
      ->check(CLI::Range(0.0, kLongestRun_s))
      ->capture_default_str();
  app.add_option("--pairs", options.pairs, "pairs of runs with --compare")
      ->check(CLI::Range(1, 1000))
      ->type_name("N")
      ->capture_default_str();
  app.add_flag("--echo", options.is_echo, "the server is an echo: compare its bytes");
  app.add_flag("--json", options.is_json, "print one line of JSON");
}

Options assemble(const CLI::App& app, Raw raw) {
  Options options = std::move(raw.options);
  if (!raw.compared.empty()) {
    options.task = Task::Compare;
    options.socket = raw.compared[0];
    options.other_socket = raw.compared[1];
    if (app.count("--duration") == 0) options.duration_s = 1;
  } else if (!raw.echo_path.empty()) {
    options.task = Task::ServeEcho;
    options.socket = raw.echo_path;
  } else if (!raw.json_echo_path.empty()) {
    options.task = Task::ServeJsonEcho;
    options.socket = raw.json_echo_path;
  }
  if (app.count("--requests") > 0) options.requests = raw.requests;
  return options;
}

}  // namespace

std::variant<Options, int> parse_options(int argc, const char* const* argv) {
  CLI::App app(kDescription, "goxel-bench");
  app.footer(kFooter);
  Raw raw;
  add_what(app, raw);
  add_how(app, raw);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem, std::cout, std::cerr) == 0 ? 0 : kUsage;
  }
  return assemble(app, std::move(raw));
}

std::string mix_name(Mix mix) {
  for (const auto& [name, value] : mixes())
    if (value == mix) return name;
  return "?";
}

}  // namespace goxel::bench
