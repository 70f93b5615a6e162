#include "core/edit/crop.hpp"

#include "core/edit/part.hpp"

namespace goxel::edit {

Result<std::int64_t> crop(Volume& volume, const IBox& box, const Scope& scope) {
  return commit(volume, part_of(volume, box), scope);
}

}  // namespace goxel::edit
