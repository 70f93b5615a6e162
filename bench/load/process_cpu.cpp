#include "bench/load/process_cpu.hpp"

#include "core/base/str_cat.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <unistd.h>

namespace goxel::bench {

namespace {

/// User and system time of a `stat` file, proc(5); 0 when it is gone.
double read_stat_s(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  if (!std::getline(file, text)) return 0;
  // The name, in parentheses, may hold spaces: fields are counted after its end, where number 3
  // stands. utime and stime are 14 and 15.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user_ticks = 0;
  double system_ticks = 0;
  fields >> user_ticks >> system_ticks;
  return (user_ticks + system_ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

ProcessCpu process_cpu(pid_t process) {
  ProcessCpu cpu;
  const std::string folder = str_cat("/proc/", process);
  cpu.total_s = read_stat_s(folder + "/stat");
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/task", failure)) {
    const std::string name = entry.path().filename().string();
    pid_t thread = 0;
    std::from_chars(name.data(), name.data() + name.size(), thread);
    cpu.thread_s[thread] = read_stat_s(entry.path().string() + "/stat");
  }
  return cpu;
}

double machine_cpu_s() {
  std::ifstream file("/proc/stat");
  std::string label;
  double ticks[8] = {};  // user nice system idle iowait irq softirq steal, proc(5)
  file >> label;
  for (double& field : ticks) file >> field;
  const double busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7];
  return busy / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double this_thread_cpu_s() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double busiest_thread_s(const ProcessCpu& before, const ProcessCpu& after) {
  double busiest = 0;
  for (const auto& [thread, seconds] : after.thread_s) {
    const auto found = before.thread_s.find(thread);
    busiest = std::max(busiest, seconds - (found == before.thread_s.end() ? 0 : found->second));
  }
  return busiest;
}

}  // namespace goxel::bench
