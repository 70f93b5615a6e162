#include "bench/load/soak/process_state.hpp"

#include "core/base/str_cat.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace goxel::bench {

std::optional<double> resident_bytes(pid_t process) {
  std::ifstream file(str_cat("/proc/", process, "/status"));
  std::string word;
  while (file >> word) {
    double kib = 0;
    if (word == "VmRSS:" && file >> kib) return kib * 1024;
  }
  return std::nullopt;
}

std::optional<double> open_descriptors(pid_t process) {
  std::error_code failure;
  std::filesystem::directory_iterator entry(str_cat("/proc/", process, "/fd"), failure);
  double count = 0;
  while (!failure && entry != std::filesystem::directory_iterator()) {
    ++count;
    entry.increment(failure);
  }
  if (failure) return std::nullopt;
  return count;
}

}  // namespace goxel::bench
