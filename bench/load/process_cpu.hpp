#pragma once

#include <map>
#include <sys/types.h>

namespace goxel::bench {

/// Processor time that a process has used, from /proc: in steps of a clock tick, 10 ms.
struct ProcessCpu {
  double total_s = 0;
  std::map<pid_t, double> thread_s;  ///< of each thread that lives
};

/// Zeros for a process that is gone.
ProcessCpu process_cpu(pid_t process);
/// Processor time that everything on the machine has used, in steps of a clock tick.
double machine_cpu_s();
/// Processor time of the calling thread, in nanoseconds' resolution.
double this_thread_cpu_s();

/// What the busiest thread used between two readings, threads that began in between included.
double busiest_thread_s(const ProcessCpu& before, const ProcessCpu& after);

}  // namespace goxel::bench
