# Language, warnings, sanitizers and output folders: everything that holds for every target.

option(GOXEL_TESTS "Build the test programs" ON)
option(GOXEL_BENCH "Build the benchmarks" OFF)
option(GOXEL_FUZZ "Build the libFuzzer targets (Clang only)" OFF)
option(GOXEL_WERROR "Treat warnings as errors" OFF)
option(GOXEL_JEMALLOC "Allocate with jemalloc, one arena a worker" ON)
option(GOXEL_COVERAGE "Instrument for coverage" OFF)
option(GOXEL_TEST_PCH "Precompile the headers of the test programs: quicker from nothing, slower with a warm ccache" OFF)
set(GOXEL_SANITIZE "" CACHE STRING "Comma-separated list for -fsanitize=")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(GOXEL_CCACHE ccache)
if(GOXEL_CCACHE)
  # The setting is what ccache asks for with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      ${GOXEL_CCACHE})
endif()

# Fused multiply-add would give other bytes on machines that have it; outputs must agree between machines.
add_compile_options(-ffp-contract=off)
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  add_compile_options(-Wthread-safety)
else()
  # GCC 12 sees overlaps inside std::string's own assignments that are not there (GCC bug 105651).
  add_compile_options(-Wno-restrict)
endif()
if(GOXEL_WERROR)
  add_compile_options(-Werror)
endif()

if(GOXEL_SANITIZE)
  set(GOXEL_JEMALLOC OFF)
  add_compile_options(-fsanitize=${GOXEL_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${GOXEL_SANITIZE})
endif()
if(GOXEL_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
if(GOXEL_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "GOXEL_FUZZ needs Clang: libFuzzer is part of it")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
