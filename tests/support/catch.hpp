#pragma once

// Catch2 under one name: version 3 splits what version 2 has in a single header.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
