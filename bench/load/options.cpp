#include "bench/load/options.hpp"

#include "bench/load/help.hpp"
#include "core/base/str_cat.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <map>
#include <sstream>
#include <vector>

namespace goxel::bench {

namespace {

constexpr int kUsageExit = 64;  // sysexits(3)
// Below it the 10 ms steps of the server's CPU time are more than a tenth of what is measured.
constexpr double kShortestRun_s = 0.1;
constexpr double kLongestRun_s = 86'400;
constexpr double kHighestRate = 1e6;
// Each second keeps its figures until the end.
constexpr double kLongestSoak_min = 30 * 24 * 60;

const std::map<std::string, Mix>& mixes() {
  static const std::map<std::string, Mix> kMixes = {{"ping", Mix::Ping},
                                                    {"get_voxel", Mix::GetVoxel},
                                                    {"add_voxel", Mix::AddVoxel},
                                                    {"mixed", Mix::Mixed}};
  return kMixes;
}

/// The bounds of a number, shown as LEAST..MOST.
template <class Number>
CLI::Validator between(Number least, Number most) {
  return CLI::Range(least, most).description(str_cat(least, "..", most));
}

/// `text` in lines of at most 66 characters, which fit beside the names of the options.
std::string wrapped(const std::string& text) {
  constexpr std::size_t kLineLength = 66;
  std::istringstream words(text);
  std::string out;
  std::string word;
  std::size_t length = 0;
  while (words >> word) {
    const bool fits = length + 1 + word.size() <= kLineLength;
    if (!out.empty()) out += fits ? ' ' : '\n';
    length = fits && !out.empty() ? length + 1 + word.size() : word.size();
    out += word;
  }
  return out;
}

void wrap_descriptions(CLI::App& app) {
  for (CLI::Option* const option : app.get_options())
    option->description(wrapped(option->get_description()));
  for (CLI::App* const subcommand : app.get_subcommands(nullptr)) {
    subcommand->description(wrapped(subcommand->get_description()));
    wrap_descriptions(*subcommand);
  }
}

/// What CLI11 fills before the options are put together.
struct Raw {
  Options options;
  std::string socket;
  std::string tcp;
  std::vector<std::string> compared;
  std::string echo_place;
  std::string json_echo_place;
  std::uint64_t requests = 0;
  std::string soak_socket;
  std::string soak_tcp;
};

void add_what(CLI::App& app, Raw& raw) {
  const std::string group = "What to do (one of these, or soak)";
  app.add_option("--socket", raw.socket, "measure the server at this Unix socket")
      ->type_name("PATH")
      ->group(group);
  app.add_option("--tcp", raw.tcp, "measure the server at this TCP address")
      ->type_name("HOST:PORT")
      ->group(group);
  app.add_option("--compare", raw.compared,
                 "two places: measure both in turn, A B A B ..., and show A/B of each pair; one "
                 "file, beside --socket or --tcp: show the ratio to the figures in it, which an "
                 "earlier run printed with --json. A place is a path or tcp:HOST:PORT")
      ->expected(1, 2)
      ->type_name("A B | FILE")
      ->group(group);
  app.add_option("--serve-echo", raw.echo_place,
                 "be a server: each line goes back as it came, on one thread")
      ->type_name("PLACE")
      ->group(group);
  app.add_option("--serve-json-echo", raw.json_echo_place,
                 "be a server: each line is parsed into a Boost.JSON value and written again")
      ->type_name("PLACE")
      ->group(group);
}

void add_load(CLI::App& app, Raw& raw) {
  const std::string group = "The load";
  LoadShape& shape = raw.options.shape;
  app.add_option("--mix", shape.mix,
                 "what is asked: ping, get_voxel, add_voxel or mixed "
                 "(of ten: 7 get_voxel, 2 add_voxel, 1 ping)")
      ->transform(CLI::CheckedTransformer(mixes()).description(""))
      ->type_name("MIX=mixed")
      ->group(group);
  app.add_option("--connections", shape.connections, "connections, each with a project")
      ->check(between(1, 100'000))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--depth", shape.depth, "unanswered requests of each connection, at most")
      ->check(between(1, 1024))
      ->type_name("D")
      ->capture_default_str()
      ->group(group);
  app.add_option("--rate", shape.rate,
                 "open loop: requests a second of all connections, due at fixed times; without "
                 "it, a closed loop")
      ->check(between(0.001, kHighestRate))
      ->type_name("R")
      ->group(group);
  app.add_option("--threads", shape.threads, "threads that generate the load")
      ->check(between(1, 256))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
}

void add_runs(CLI::App& app, Raw& raw) {
  const std::string group = "Length and output";
  Options& options = raw.options;
  auto* const duration =
      app.add_option("--duration", options.duration_s, "seconds of one run; 1 for each of a pair")
          ->check(between(kShortestRun_s, kLongestRun_s))
          ->type_name("S")
          ->capture_default_str()
          ->group(group);
  app.add_option("--requests", raw.requests, "requests of one run, instead of a time")
      ->check(between(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}))
      ->type_name("N")
      ->excludes(duration)
      ->group(group);
  app.add_option("--warmup", options.warmup_s, "seconds of the same load before, not counted")
      ->check(between(0.0, kLongestRun_s))
      ->type_name("S")
      ->capture_default_str()
      ->group(group);
  app.add_option("--pairs", options.pairs, "pairs of runs of two servers")
      ->check(between(1, 1000))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--pid", options.process,
                 "the server's process, where it is not known: over TCP, an echo's")
      ->check(between(1, 1 << 30))
      ->type_name("PID")
      ->group(group);
  app.add_flag("--echo", options.is_echo, "the server is an echo: compare its bytes")->group(group);
  app.add_flag("--json", options.is_json, "print one line of JSON")->group(group);
}

void add_soak_server(CLI::App& soak, Raw& raw) {
  SoakOptions& options = raw.options.soak;
  const std::string group = "The server";
  auto* const socket = soak.add_option("--socket", raw.soak_socket, "at this Unix socket");
  socket->type_name("PATH")->group(group);
  soak.add_option("--tcp", raw.soak_tcp, "at this TCP address")
      ->excludes(socket)
      ->type_name("HOST:PORT")
      ->group(group);
  soak.add_option("--pid", options.process, "its process, where socket and status do not tell it")
      ->check(between(1, 1 << 30))
      ->type_name("PID")
      ->group(group);
  soak.add_option("--files", options.files,
                  "how the names of the files begin that the server is told to save, one a client; "
                  "relative to the server's folder or root")
      ->type_name("PREFIX")
      ->capture_default_str()
      ->group(group);
}

CLI::App* add_soak(CLI::App& app, Raw& raw) {
  CLI::App* const soak = app.add_subcommand("soak", kSoakDescription);
  soak->footer(kSoakFooter);
  SoakOptions& options = raw.options.soak;
  add_soak_server(*soak, raw);
  const std::string group = "The load";
  soak->add_option("--minutes", options.minutes, "how long")
      ->check(between(0.01, kLongestSoak_min))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  soak->add_option("--clients", options.clients, "clients at once, each a thread")
      ->check(between(1, 512))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  soak->add_option("--rate", options.rate, "requests a second of all clients together, at most")
      ->check(between(0.1, 100'000.0))
      ->type_name("R")
      ->capture_default_str()
      ->group(group);
  soak->add_option("--rest", options.rest_s,
                   "seconds after which a client comes back to a project that it left; longer "
                   "than the server's --idle-timeout, the project is read from disk")
      ->check(between(0.0, 86'400.0))
      ->type_name("S")
      ->capture_default_str()
      ->group(group);
  soak->add_option("--seed", options.seed, "of what the clients choose by chance")
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  soak->add_option("--json", options.json_file, "write all figures there; - is standard output")
      ->type_name("FILE")
      ->group("Output");
  soak->add_option("--svg", options.svg_file, "draw a graph there")
      ->type_name("FILE")
      ->group("Output");
  return soak;
}

/// Throws what CLI11 throws when a place is none.
Endpoint place(const Result<Endpoint>& parsed) {
  if (!parsed) throw CLI::ValidationError(parsed.error().message);
  return *parsed;
}

Endpoint place_of(const std::string& socket, const std::string& tcp) {
  if (!tcp.empty()) return place(parse_tcp(tcp));
  Endpoint endpoint;
  endpoint.path = socket;
  return endpoint;
}

void require_one_task(const CLI::App& app, const Raw& raw) {
  const bool is_pair = raw.compared.size() == 2;
  const std::size_t tasks = app.count("--socket") + app.count("--tcp") + (is_pair ? 1 : 0) +
                            app.count("--serve-echo") + app.count("--serve-json-echo");
  if (tasks == 1) return;
  if (tasks == 0 && raw.compared.size() == 1) {
    throw CLI::ValidationError("--compare FILE needs --socket or --tcp; --compare A B names two");
  }
  if (tasks > 1) throw CLI::ValidationError("more than one thing to do; see --help");
  throw CLI::ValidationError(
      "nothing to do: say --socket PATH or --tcp HOST:PORT of a server to measure; see --help");
}

Options assemble(const CLI::App& app, Raw raw) {
  require_one_task(app, raw);
  Options options = std::move(raw.options);
  if (raw.compared.size() == 2) {
    options.task = Task::Compare;
    options.server = place(parse_endpoint(raw.compared[0]));
    options.other_server = place(parse_endpoint(raw.compared[1]));
    if (app.count("--duration") == 0) options.duration_s = 1;
    if (app.count("--pid") > 0) throw CLI::ValidationError("--pid means one server, not a pair");
  } else if (!raw.echo_place.empty()) {
    options.task = Task::ServeEcho;
    options.server = place(parse_endpoint(raw.echo_place));
  } else if (!raw.json_echo_place.empty()) {
    options.task = Task::ServeJsonEcho;
    options.server = place(parse_endpoint(raw.json_echo_place));
  } else {
    options.server = place_of(raw.socket, raw.tcp);
    if (!raw.compared.empty()) options.earlier_file = raw.compared[0];
  }
  if (app.count("--requests") > 0) options.requests = raw.requests;
  return options;
}

Options assemble_soak(Raw raw) {
  if (raw.soak_socket.empty() && raw.soak_tcp.empty())
    throw CLI::ValidationError("soak: say --socket PATH or --tcp HOST:PORT of the server");
  Options options = std::move(raw.options);
  options.task = Task::Soak;
  options.soak.server = place_of(raw.soak_socket, raw.soak_tcp);
  return options;
}

}  // namespace

std::variant<Options, int> parse_options(int argc, const char* const* argv) {
  CLI::App app(kDescription, "goxel-bench");
  app.footer(kFooter);
  Raw raw;
  add_what(app, raw);
  add_load(app, raw);
  add_runs(app, raw);
  const CLI::App* const soak = add_soak(app, raw);
  wrap_descriptions(app);
  try {
    app.parse(argc, argv);
    if (soak->parsed()) return assemble_soak(std::move(raw));
    return assemble(app, std::move(raw));
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem, std::cout, std::cerr) == 0 ? 0 : kUsageExit;
  }
}

std::string mix_name(Mix mix) {
  for (const auto& [name, value] : mixes())
    if (value == mix) return name;
  return "?";
}

}  // namespace goxel::bench
