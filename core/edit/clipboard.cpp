#include "core/edit/clipboard.hpp"

#include "core/edit/part.hpp"
#include "core/edit/translate.hpp"
#include "core/volume/diff.hpp"
#include "core/volume/merge.hpp"

namespace goxel::edit {

Clipboard copy(const Volume& volume, const IBox& box, const Volume* selection) {
  return {part_of(selected_part(volume, selection), box)};
}

Result<std::int64_t> cut(Volume& volume, const IBox& box, Clipboard& clipboard,
                         const Scope& scope) {
  Clipboard taken = copy(volume, box, scope.selection);
  GOXEL_ASSIGN(const std::int64_t changed, commit(volume, erased(volume, taken.volume), scope));
  clipboard = std::move(taken);
  return changed;
}

Result<std::int64_t> paste(Volume& volume, const Clipboard& clipboard, LVec3 offset, BlendMode mode,
                           const Scope& scope) {
  Volume pasted = clipboard.volume;
  GOXEL_TRY(translate(pasted, offset, {scope.limits, scope.progress, nullptr}));
  Volume work = volume;
  merge(work, pasted, mode);
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
