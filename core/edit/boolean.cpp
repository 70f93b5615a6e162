#include "core/edit/boolean.hpp"

#include "core/volume/diff.hpp"
#include "core/volume/merge.hpp"

namespace goxel::edit {

Result<std::int64_t> boolean_layers(Volume& target, const Volume& source, BooleanOp op,
                                    const Scope& scope) {
  if (op == BooleanOp::Subtract) return commit(target, erased(target, source), scope);
  if (op == BooleanOp::Intersect) return commit(target, kept(target, source), scope);
  Volume work = target;
  merge(work, source, BlendMode::Over);
  return commit(target, std::move(work), scope);
}

}  // namespace goxel::edit
