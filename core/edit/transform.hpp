#pragma once

#include "core/edit/crop.hpp"
#include "core/edit/mirror.hpp"
#include "core/edit/rotate.hpp"
#include "core/edit/scale.hpp"
#include "core/edit/translate.hpp"
#include "core/edit/wrap.hpp"

/// Every edit that moves voxels.
