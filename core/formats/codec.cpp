#include "core/formats/codec.hpp"

#include "core/base/ascii.hpp"
#include "core/base/str_cat.hpp"
#include "core/volume/bounds.hpp"

#include <algorithm>
#include <unordered_set>

namespace goxel {

namespace {

/// Length of the valid UTF-8 character that `text` begins with, or 0. Overlong forms, surrogates
/// and values above U+10FFFF are not valid (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    return continues(1) && continues(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return continues(1) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

bool is_control(char c) { return static_cast<std::uint8_t>(c) < 0x20 || c == 0x7F; }

}  // namespace

void Warnings::add(std::string text) {
  if (texts_.size() < kMax) {
    texts_.push_back(std::move(text));
  } else {
    ++omitted_;
  }
}

std::vector<std::string> Warnings::take() {
  if (omitted_ > 0) texts_.push_back(str_cat("and ", omitted_, " more"));
  omitted_ = 0;
  return std::move(texts_);
}

Result<void> MemoryBudget::charge(std::int64_t size_bytes) {
  if (size_bytes > limit_ - used_) {
    return Error{ErrorCode::LimitExceeded, str_cat("the file's content takes more memory than the ",
                                                   limit_, " bytes that a session may have")}
        .with("limit", "session_bytes")
        .with("maximum", limit_);
  }
  used_ += size_bytes;
  return {};
}

std::string clean_name(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  std::string name;
  while (!text.empty()) {
    const std::size_t size = utf8_length(text);
    if (size == 0 || is_control(text[0])) {
      name += '?';
    } else {
      name += text.substr(0, size);
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return name;
}

std::string_view utf8_prefix(std::string_view text, std::size_t size_bytes) {
  if (text.size() <= size_bytes) return text;
  const auto is_inside_character = [&](std::size_t i) {
    return (static_cast<std::uint8_t>(text[i]) & 0xC0) == 0x80;
  };
  while (size_bytes > 0 && is_inside_character(size_bytes)) --size_bytes;
  return text.substr(0, size_bytes);
}

void name_unnamed_layers(std::vector<Layer>& layers) {
  std::unordered_set<std::string> taken;
  for (const Layer& layer : layers) taken.insert(ascii_lower(layer.name));
  int next = 1;
  for (Layer& layer : layers) {
    while (layer.name.empty()) {
      const std::string name = str_cat("Layer.", next++);
      if (taken.insert(ascii_lower(name)).second) layer.name = name;
    }
  }
}

IBox default_image_box(const Image& image) {
  // "Over" never empties a voxel, so the bounds of the flattened image are those of its visible
  // layers together.
  IBox box;
  for (const CowPtr<Layer>& layer : image.layers()) {
    if (layer->is_visible) box = bounding_union(box, exact_bounds(layer->volume));
  }
  return box.is_empty() ? kDefaultImageBox : box;
}

}  // namespace goxel
