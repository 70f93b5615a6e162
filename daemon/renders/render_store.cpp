#include "daemon/renders/render_store.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/files/sha256.hpp"
#include "daemon/renders/render_name.hpp"

namespace goxel::renders {

using workers::MutexLock;

Error no_such_render(std::string_view path) {
  constexpr std::size_t kShown = 255;
  return {ErrorCode::NotFound,
          str_cat("no managed render has the path \"", path.substr(0, kShown), "\"")};
}

Result<std::unique_ptr<RenderStore>> RenderStore::open(const RenderFolder& folder) {
  GOXEL_ASSIGN(RenderDirectory directory, RenderDirectory::open(folder.directory));
  return std::unique_ptr<RenderStore>(new RenderStore(folder, std::move(directory)));
}

RenderStore::~RenderStore() {
  Entries entries;
  {
    MutexLock lock(mutex_);
    entries.swap(entries_);
  }
  for (const auto& [serial, entry] : entries) {
    // Nobody is left to be told; the next start clears what stays.
    (void)directory_.remove(name_of(entry));
  }
}

Result<void> RenderStore::check_addable(ByteView picture,
                                        const RenderDescription& description) const {
  if (render_extension(description.format).empty()) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("picture format \"", description.format, "\" is none of png, jpeg, webp")};
  }
  const auto size_bytes = static_cast<std::int64_t>(picture.size());
  if (size_bytes <= folder_.max_size_bytes) return {};
  return Error{ErrorCode::LimitExceeded,
               str_cat("the picture has ", size_bytes, " bytes; the render folder may hold ",
                       folder_.max_size_bytes)}
      .with("limit", "render_max_size")
      .with("found", size_bytes)
      .with("maximum", folder_.max_size_bytes);
}

Result<RenderEntry> RenderStore::add(ByteView picture, const RenderDescription& description,
                                     std::int64_t now_s) {
  GOXEL_TRY(check_addable(picture, description));
  const std::string name = make_render_name(now_s, render_extension(description.format));
  RenderEntry entry{.path = str_cat(directory_.path(), "/", name),
                    .size_bytes = static_cast<std::int64_t>(picture.size()),
                    .format = std::string(description.format),
                    .width = description.width,
                    .height = description.height,
                    .checksum = str_cat("sha256:", files::sha256_hex(picture)),
                    .created_at = now_s,
                    .expires_at = now_s + folder_.ttl_s,
                    .session_id = std::string(description.session_id),
                    .principal = std::string(description.principal)};
  Entries surplus;
  {
    MutexLock lock(mutex_);
    surplus = extract_surplus(now_s, entry.size_bytes, 1);
    // Reserved before it is written, so that adds side by side do not all take the same room.
    size_bytes_ += entry.size_bytes;
    ++adding_count_;
  }
  delete_extracted(std::move(surplus));
  const Result<void> written = directory_.write(name, picture);

  MutexLock lock(mutex_);
  --adding_count_;
  size_bytes_ -= entry.size_bytes;
  if (!written) return written.error();
  ++counters_.total_renders;
  insert(next_serial_++, entry);
  return entry;
}

std::vector<RenderEntry> RenderStore::list() const {
  MutexLock lock(mutex_);
  std::vector<RenderEntry> all;
  all.reserve(entries_.size());
  for (const auto& [serial, entry] : entries_) all.push_back(entry);
  return all;
}

Result<RenderEntry> RenderStore::find(std::string_view path) const {
  MutexLock lock(mutex_);
  GOXEL_ASSIGN(const Entries::const_iterator at, locate(path));
  return at->second;
}

Result<std::int64_t> RenderStore::remove(std::string_view path) {
  std::int64_t serial = 0;
  RenderEntry entry;
  {
    MutexLock lock(mutex_);
    GOXEL_ASSIGN(const Entries::const_iterator at, locate(path));
    serial = at->first;
    entry = extract(at);
  }
  const std::int64_t size_bytes = entry.size_bytes;
  GOXEL_TRY(delete_extracted(serial, std::move(entry)));
  return size_bytes;
}

Swept RenderStore::sweep(std::int64_t now_s) {
  Entries surplus;
  {
    MutexLock lock(mutex_);
    ++counters_.total_cleanups;
    counters_.last_cleanup = now_s;
    surplus = extract_surplus(now_s, 0, 0);
  }
  return delete_extracted(std::move(surplus));
}

RenderStats RenderStore::stats() const {
  MutexLock lock(mutex_);
  RenderStats stats = counters_;
  stats.active_renders = static_cast<std::int64_t>(entries_.size());
  stats.current_cache_size_bytes = size_bytes_;
  stats.max_cache_size_bytes = folder_.max_size_bytes;
  if (folder_.max_size_bytes > 0) {
    stats.cache_usage_fraction =
        static_cast<double>(size_bytes_) / static_cast<double>(folder_.max_size_bytes);
  }
  return stats;
}

Result<RenderStore::Entries::const_iterator> RenderStore::locate(std::string_view path) const {
  const auto serial = serials_.find(path);
  if (serial != serials_.end()) return entries_.find(serial->second);
  const std::string folder = directory_.path() + "/";
  const bool is_in_folder = path.substr(0, folder.size()) == folder &&
                            path.find('/', folder.size()) == std::string_view::npos;
  if (!is_in_folder) ++counters_.security_violations;
  return no_such_render(path);
}

void RenderStore::insert(std::int64_t serial, RenderEntry entry) {
  size_bytes_ += entry.size_bytes;
  serials_.emplace(entry.path, serial);
  entries_.emplace(serial, std::move(entry));
  GOXEL_ASSERT(entries_.size() == serials_.size());
}

RenderEntry RenderStore::extract(Entries::const_iterator at) {
  RenderEntry entry = at->second;
  size_bytes_ -= entry.size_bytes;
  serials_.erase(entry.path);
  entries_.erase(at);
  GOXEL_ASSERT(size_bytes_ >= 0);
  return entry;
}

RenderStore::Entries RenderStore::extract_surplus(std::int64_t now_s, std::int64_t bytes,
                                                  std::int64_t count) {
  Entries surplus;
  // Every entry is asked: the wall clock may have stepped, so the oldest need not expire first.
  for (auto at = entries_.begin(); at != entries_.end();) {
    const auto entry = at++;
    if (entry->second.expires_at > now_s) continue;
    const std::int64_t serial = entry->first;
    surplus.emplace(serial, extract(entry));
  }
  const auto fits = [&]() GOXEL_REQUIRES(mutex_) {
    const auto file_count = static_cast<std::int64_t>(entries_.size()) + adding_count_;
    return size_bytes_ <= folder_.max_size_bytes - bytes && file_count <= folder_.max_count - count;
  };
  while (!entries_.empty() && !fits()) {
    const std::int64_t serial = entries_.begin()->first;
    surplus.emplace(serial, extract(entries_.begin()));
  }
  return surplus;
}

Result<void> RenderStore::delete_extracted(std::int64_t serial, RenderEntry entry) {
  Result<void> removed = directory_.remove(name_of(entry));
  MutexLock lock(mutex_);
  if (removed) {
    ++counters_.files_cleaned;
    counters_.bytes_freed += entry.size_bytes;
  } else {
    insert(serial, std::move(entry));
  }
  return removed;
}

Swept RenderStore::delete_extracted(Entries entries) {
  Swept swept;
  for (auto& [serial, entry] : entries) {
    const std::int64_t size_bytes = entry.size_bytes;
    if (!delete_extracted(serial, std::move(entry))) continue;
    ++swept.files;
    swept.bytes += size_bytes;
  }
  return swept;
}

std::string RenderStore::name_of(const RenderEntry& entry) const {
  return entry.path.substr(directory_.path().size() + 1);
}

}  // namespace goxel::renders
