#pragma once

namespace goxel::bench {

// What --help says around the list of options.

inline constexpr const char* kDescription =
    "Asks a JSON-RPC voxel service for much, checks every reply and tells how long they took.\n\n"
    "  goxel-bench --socket /tmp/goxel-daemon.sock      what one client gets in 5 seconds\n"
    "  goxel-bench soak --socket /tmp/goxel-daemon.sock half an hour of clients that come and go\n";

inline constexpr const char* kFooter =
    "Closed and open loop:\n"
    "  Without --rate each connection keeps D requests unanswered and sends one for each reply:\n"
    "  it asks less while the server is slow. With --rate requests are due at fixed times, and a\n"
    "  latency counts from when its request was due, even if it could not be sent then because D\n"
    "  others were unanswered: a pause of the server shows in full. Latencies are the client's.\n\n"
    "Exit code:\n"
    "  0 all went well; 64 bad usage; 65 FILE is no report; 69 nobody serves there; 73 cannot\n"
    "  serve there; 74 a connection failed; 75 no reply for 10 s; 76 a wrong reply\n\n"
    "Examples:\n"
    "  goxel-bench --socket /tmp/goxel-daemon.sock --connections 16 --depth 32 --mix ping\n"
    "  goxel-bench --tcp 127.0.0.1:7890 --connections 8 --rate 5000 --duration 60\n"
    "  goxel-bench --socket /tmp/goxel-daemon.sock --json > before.json\n"
    "  goxel-bench --socket /tmp/goxel-daemon.sock --compare before.json\n"
    "  goxel-bench --serve-echo /tmp/echo.sock &\n"
    "  goxel-bench --compare /tmp/goxel-daemon.sock /tmp/echo.sock --mix get_voxel\n";

inline constexpr const char* kSoakDescription =
    "Lets clients come and go for a long time, and asks health_check once a second on a connection "
    "of its own whether the service is still well.";

inline constexpr const char* kSoakFooter =
    "The clients make projects, edit, read, render, save, load, export, move to other "
    "connections,\n"
    "vanish in the middle of a request, leave projects to expire and come back to others, and "
    "send\n"
    "nonsense. Whatever they wrote they compare with what they read.\n\n"
    "Verdict, and exit code 0 if all of it is so, else 1:\n"
    "  availability  every health_check was answered within 1 s\n"
    "  errors        none; an error is any reply, or end of a connection, that is not expected\n"
    "  flat          of resident memory, open descriptors and sessions, in runs of 5 minutes or\n"
    "                more: the median of the last third of the run is at most 5 % above that of\n"
    "                the second third, or 2 MiB, 4 descriptors, 4 sessions above it; sessions may\n"
    "                also grow as the number of requests did. The first third is for the caches\n"
    "                to fill. A figure that cannot be read is not judged\n"
    "SIGINT and SIGTERM end the run early, with its report. Other exit codes as of goxel-bench.\n\n"
    "A server whose idle time is short shows more, and is steady sooner:\n"
    "  goxel-daemon --socket /tmp/soak.sock --workers 4 --state-dir soak-state \\\n"
    "    --idle-timeout 20 --idle-check-interval 2 --session-ttl 120 --render-cleanup-interval 10 "
    "&\n"
    "  goxel-bench soak --socket /tmp/soak.sock --minutes 30 --svg soak.svg\n";

}  // namespace goxel::bench
