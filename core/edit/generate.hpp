#pragma once

#include "core/edit/noise.hpp"
#include "core/edit/terrain.hpp"

/// Every edit that makes voxels from a seed.
