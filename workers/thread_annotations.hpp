#pragma once

// Clang's thread-safety analysis; nothing on other compilers.
// https://clang.llvm.org/docs/ThreadSafetyAnalysis.html

#if defined(__clang__)
#define GOXEL_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define GOXEL_THREAD_ATTRIBUTE(x)
#endif

#define GOXEL_CAPABILITY(name) GOXEL_THREAD_ATTRIBUTE(capability(name))
#define GOXEL_SCOPED_CAPABILITY GOXEL_THREAD_ATTRIBUTE(scoped_lockable)
#define GOXEL_GUARDED_BY(x) GOXEL_THREAD_ATTRIBUTE(guarded_by(x))
#define GOXEL_REQUIRES(...) GOXEL_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define GOXEL_EXCLUDES(...) GOXEL_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define GOXEL_ACQUIRE(...) GOXEL_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define GOXEL_RELEASE(...) GOXEL_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
#define GOXEL_ASSERT_CAPABILITY(x) GOXEL_THREAD_ATTRIBUTE(assert_capability(x))
