#pragma once

/// Asserts state what our own code guarantees. None may test anything that a client, a file or the
/// system decides.
///
/// GOXEL_ASSERT(c): checked in builds without NDEBUG.
/// GOXEL_CHECK(c): checked in every build, where going on would corrupt an image.
/// Both print the condition and its place to standard error and abort.

namespace goxel {

[[noreturn]] void assert_failed(const char* condition, const char* file, int line);

}  // namespace goxel

#define GOXEL_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::goxel::assert_failed(#condition, __FILE__, __LINE__))

#ifdef NDEBUG
#define GOXEL_ASSERT(condition) (void(sizeof(!(condition))))
#else
#define GOXEL_ASSERT(condition) GOXEL_CHECK(condition)
#endif
