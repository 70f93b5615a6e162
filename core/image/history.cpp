#include "core/image/history.hpp"

#include "core/volume/diff.hpp"

namespace goxel {

std::int64_t unshared_bytes(const Image& held, const Image& current) {
  std::int64_t total = 0;
  for (const CowPtr<Layer>& layer : held.layers()) {
    const Layer* other = current.find_layer(layer->id);
    if (other == layer.get()) continue;
    total += static_cast<std::int64_t>(sizeof(Layer));
    const Volume none;
    for_each_differing_tile(layer->volume, other != nullptr ? other->volume : none,
                            [&](TileCoord, const Tile* mine, const Tile*) {
                              if (mine != nullptr)
                                total += static_cast<std::int64_t>(mine->size_bytes());
                            });
  }
  return total;
}

void History::record(Image before, const Image& after, HistoryNote note) {
  const std::int64_t size = unshared_bytes(before, after);
  (void)record(std::move(before), size, std::move(note));
}

std::vector<Image> History::record(Image before, std::int64_t unshared_bytes, HistoryNote note) {
  Step step;
  step.size_bytes = static_cast<std::int64_t>(sizeof(Step)) + unshared_bytes;
  step.entry.note = std::move(note);
  step.image = std::move(before);
  return push(std::move(step));
}

void History::record_voxel(const VoxelChange& change, HistoryNote note) {
  Step step;
  step.size_bytes = static_cast<std::int64_t>(sizeof(Step));
  step.entry.note = std::move(note);
  step.change = change;
  (void)push(std::move(step));
}

void History::reset() {
  ++revision_;
  undo_.clear();
  redo_.clear();
  size_bytes_ = 0;
}

std::vector<Image> History::push(Step step) {
  std::vector<Image> dropped;
  for (Step& undone : redo_) {
    size_bytes_ -= undone.size_bytes;
    if (undone.image) dropped.push_back(std::move(*undone.image));
  }
  redo_.clear();
  step.entry.revision = ++revision_;
  size_bytes_ += step.size_bytes;
  undo_.push_back(std::move(step));
  trim(dropped);
  return dropped;
}

void History::trim(std::vector<Image>& dropped) {
  while (!undo_.empty() && (static_cast<std::int64_t>(undo_.size()) > limits_.steps ||
                            size_bytes_ > limits_.size_bytes)) {
    Step& oldest = undo_.front();
    size_bytes_ -= oldest.size_bytes;
    if (oldest.image) dropped.push_back(std::move(*oldest.image));
    undo_.pop_front();
  }
}

void History::cross(Image& image, Step& step, bool forward) {
  if (!step.image) {
    const VoxelChange& change = step.change;
    GOXEL_CHECK(image.find_layer(change.layer_id) != nullptr);
    image.edit_layer(change.layer_id)
        .volume.set(change.position, forward ? change.after : change.before);
    return;
  }
  std::swap(image, *step.image);
  size_bytes_ -= step.size_bytes;
  step.size_bytes = static_cast<std::int64_t>(sizeof(Step)) + unshared_bytes(*step.image, image);
  size_bytes_ += step.size_bytes;
}

int History::undo(Image& image, int steps) {
  int done = 0;
  for (; done < steps && !undo_.empty(); ++done) {
    Step step = std::move(undo_.back());
    undo_.pop_back();
    cross(image, step, false);
    redo_.push_back(std::move(step));
    ++revision_;
  }
  return done;
}

int History::redo(Image& image, int steps) {
  int done = 0;
  for (; done < steps && !redo_.empty(); ++done) {
    Step step = std::move(redo_.back());
    redo_.pop_back();
    cross(image, step, true);
    step.entry.revision = ++revision_;
    undo_.push_back(std::move(step));
  }
  return done;
}

std::vector<History::Entry> History::entries() const {
  std::vector<Entry> entries;
  entries.reserve(undo_.size());
  for (const Step& step : undo_) entries.push_back(step.entry);
  return entries;
}

}  // namespace goxel
