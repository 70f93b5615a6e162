#include "daemon/logging/log.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/logging/line.hpp"

#include <boost/log/attributes/attribute_value_impl.hpp>
#include <boost/log/attributes/constant.hpp>
#include <boost/log/attributes/value_extraction.hpp>
#include <boost/log/core.hpp>
#include <boost/log/sinks/async_frontend.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/block_on_overflow.hpp>
#include <boost/log/sinks/bounded_fifo_queue.hpp>
#include <boost/log/utility/exception_handler.hpp>
#include <boost/make_shared.hpp>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace goxel::logging {

namespace {

namespace blog = boost::log;

/// Lines that may wait for the writing thread: about 2 MB, half a second of a busy debug log.
constexpr std::size_t kQueuedLines = 16'384;

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

Result<int> open_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor >= 0) return descriptor;
  return Error{ErrorCode::FileError, str_cat("log file ", path, ": ", std::strerror(errno))};
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// How many lines wait, and how many found no place or could not be written. Any thread.
struct Counts {
  std::atomic<std::int64_t> queued{0};
  std::atomic<std::int64_t> lost{0};
};

/// Writes lines to a descriptor. Boost.Log sees to it that one thread at a time is in here.
class Writer : public blog::sinks::basic_sink_backend<
                   blog::sinks::combine_requirements<blog::sinks::synchronized_feeding>::type> {
 public:
  /// Owns the descriptor unless it is standard error. `counts` must outlive this.
  Writer(int descriptor, config::LogFormat format, Counts& counts)
      : descriptor_(descriptor), format_(format), counts_(counts) {}
  ~Writer() { replace(STDERR_FILENO); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void replace(int descriptor) {
    if (descriptor_ != STDERR_FILENO) ::close(descriptor_);
    descriptor_ = descriptor;
  }

  void consume(const blog::record_view& record) {
    counts_.queued.fetch_sub(1, std::memory_order_relaxed);
    report_lost();
    const auto line = blog::extract<std::string>("Line", record);
    if (!line || !write_all(descriptor_, *line)) {
      counts_.lost.fetch_add(1, std::memory_order_relaxed);
    }
  }

  /// Says how many lines are missing at this place.
  void report_lost() {
    const std::int64_t lost = counts_.lost.load(std::memory_order_relaxed);
    if (lost == reported_) return;
    const Field count{"count", lost - reported_};
    const std::string line = format_line(format_, now_ms(), config::LogLevel::Warning,
                                         "log lines were lost", {&count, 1});
    if (write_all(descriptor_, line)) reported_ = lost;
  }

 private:
  int descriptor_;
  config::LogFormat format_;
  Counts& counts_;
  std::int64_t reported_ = 0;
};

// A queue with a mutex and a condition; its overflow never happens, because enqueue() counts.
using Sink = blog::sinks::asynchronous_sink<
    Writer, blog::sinks::bounded_fifo_queue<kQueuedLines + 1, blog::sinks::block_on_overflow>>;

config::LogFormat decided(config::LogFormat format, int descriptor) {
  if (format != config::LogFormat::Auto) return format;
  return ::isatty(descriptor) == 1 ? config::LogFormat::Text : config::LogFormat::Json;
}

}  // namespace

/// The library's core is one for the whole process, so each record says which log it is for.
class Log::Impl {
 public:
  Impl(std::string file, int descriptor, config::LogFormat format)
      : file_(std::move(file)),
        format_(decided(format, descriptor)),
        sink_(boost::make_shared<Sink>(boost::make_shared<Writer>(descriptor, format_, counts_))) {
    const void* owner = this;
    owner_.insert("Log", blog::attributes::constant<const void*>(owner));
    sink_->set_filter([owner](const blog::attribute_value_set& values) {
      const auto found = blog::extract<const void*>("Log", values);
      return found && *found == owner;
    });
    sink_->set_exception_handler(blog::make_exception_suppressor());
    blog::core::get()->add_sink(sink_);
  }

  ~Impl() {
    blog::core::get()->remove_sink(sink_);
    sink_->stop();
    sink_->flush();
    sink_->locked_backend()->report_lost();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void enqueue(config::LogLevel level, std::string_view message, std::span<const Field> fields) {
    if (counts_.queued.fetch_add(1, std::memory_order_relaxed) >=
            static_cast<std::int64_t>(kQueuedLines) ||
        !push(format_line(format_, now_ms(), level, message, fields))) {
      counts_.queued.fetch_sub(1, std::memory_order_relaxed);
      counts_.lost.fetch_add(1, std::memory_order_relaxed);
    }
  }

  Result<void> reopen() {
    if (file_.empty()) return {};
    GOXEL_ASSIGN(const int descriptor, open_file(file_));
    sink_->locked_backend()->replace(descriptor);
    return {};
  }

  void flush() { sink_->flush(); }
  std::int64_t lost_count() const { return counts_.lost.load(std::memory_order_relaxed); }

 private:
  bool push(std::string line) {
    const auto core = blog::core::get();
    blog::record record = core->open_record(owner_);
    if (!record) return false;
    record.attribute_values().insert("Line",
                                     blog::attributes::make_attribute_value(std::move(line)));
    core->push_record(std::move(record));
    return true;
  }

  const std::string file_;
  const config::LogFormat format_;
  Counts counts_;
  blog::attribute_set owner_;
  boost::shared_ptr<Sink> sink_;
};

Log::Log(std::unique_ptr<Impl> impl, config::LogLevel level)
    : level_(level), impl_(std::move(impl)) {}
Log::~Log() = default;

Result<std::unique_ptr<Log>> Log::open(const Options& options) {
  int descriptor = STDERR_FILENO;
  if (!options.file.empty()) {
    GOXEL_ASSIGN(descriptor, open_file(options.file));
  }
  auto impl = std::make_unique<Impl>(options.file, descriptor, options.format);
  return std::unique_ptr<Log>(new Log(std::move(impl), options.level));
}

Result<std::unique_ptr<Log>> Log::open(const config::Settings& settings) {
  return open(Options{settings.log_level, settings.log_format, settings.log_file});
}

Result<void> Log::reopen() { return impl_->reopen(); }
void Log::flush() { impl_->flush(); }
std::int64_t Log::lost_count() const { return impl_->lost_count(); }

void Log::enqueue(config::LogLevel level, std::string_view message,
                  std::initializer_list<Field> fields) {
  impl_->enqueue(level, message, {fields.begin(), fields.size()});
}

}  // namespace goxel::logging
