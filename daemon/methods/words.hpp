#pragma once

#include "core/edit/boolean.hpp"
#include "core/edit/cut_plane.hpp"
#include "core/edit/select.hpp"
#include "core/formats/mesh_options.hpp"
#include "core/image/layer.hpp"
#include "core/volume/blend.hpp"
#include "core/volume/connected.hpp"
#include "daemon/config/option.hpp"
#include "daemon/rpc/codec_enum.hpp"

#include <array>
#include <cstddef>

/// The words of the engine's enums on the wire, each next to its enum's namespace, where
/// argument-dependent lookup finds them.
namespace goxel {

constexpr auto names_of(rpc::Of<BlendMode>) {
  return rpc::names<BlendMode>({{BlendMode::Over, "over"},
                                {BlendMode::Sub, "sub"},
                                {BlendMode::SubClamp, "sub_clamp"},
                                {BlendMode::Paint, "paint"},
                                {BlendMode::Max, "max"},
                                {BlendMode::Intersect, "intersect"},
                                {BlendMode::IntersectFill, "intersect_fill"},
                                {BlendMode::MultiplyAlpha, "multiply_alpha"},
                                {BlendMode::Replace, "replace"},
                                {BlendMode::Over, "add"},
                                {BlendMode::Sub, "subtract"},
                                {BlendMode::Replace, "set"}});
}

constexpr auto names_of(rpc::Of<Connectivity>) {
  return rpc::names<Connectivity>({{Connectivity::Faces, "faces"},
                                   {Connectivity::Edges, "edges"},
                                   {Connectivity::Corners, "corners"}});
}

constexpr auto names_of(rpc::Of<UpAxis>) {
  return rpc::names<UpAxis>({{UpAxis::Y, "y"}, {UpAxis::Z, "z"}});
}

constexpr auto names_of(rpc::Of<LayerShape>) {
  return rpc::names<LayerShape>({{LayerShape::Sphere, "sphere"},
                                 {LayerShape::Cube, "cube"},
                                 {LayerShape::Cylinder, "cylinder"}});
}

constexpr auto names_of(rpc::Of<LayerKind>) {
  return rpc::names<LayerKind>({{LayerKind::Normal, "normal"},
                                {LayerKind::Clone, "clone"},
                                {LayerKind::Shape, "shape"},
                                {LayerKind::Picture, "picture"}});
}

}  // namespace goxel

namespace goxel::edit {

constexpr auto names_of(rpc::Of<BooleanOp>) {
  return rpc::names<BooleanOp>({{BooleanOp::Union, "union"},
                                {BooleanOp::Subtract, "subtract"},
                                {BooleanOp::Intersect, "intersect"},
                                {BooleanOp::Union, "add"},
                                {BooleanOp::Subtract, "sub"}});
}

constexpr auto names_of(rpc::Of<SelectOp>) {
  return rpc::names<SelectOp>({{SelectOp::Set, "set"},
                               {SelectOp::Add, "add"},
                               {SelectOp::Sub, "sub"},
                               {SelectOp::Sub, "subtract"}});
}

constexpr auto names_of(rpc::Of<PlaneSide>) {
  return rpc::names<PlaneSide>({{PlaneSide::Above, "above"}, {PlaneSide::Below, "below"}});
}

}  // namespace goxel::edit

namespace goxel::config {

/// The words that the setting takes.
constexpr auto names_of(rpc::Of<LogLevel>) {
  constexpr auto kWords = choice_words(LogLevel{});
  std::array<rpc::EnumName, kWords.size()> table{};
  for (std::size_t i = 0; i < kWords.size(); ++i) table[i] = {static_cast<int>(i), kWords[i]};
  return table;
}

}  // namespace goxel::config

namespace goxel::methods {

enum class Axis { X, Y, Z };
constexpr auto names_of(rpc::Of<Axis>) {
  return rpc::names<Axis>({{Axis::X, "x"}, {Axis::Y, "y"}, {Axis::Z, "z"}});
}

/// The sides of a voxel with the editor's numbers.
enum class Face { MinusY, PlusY, MinusZ, PlusZ, PlusX, MinusX };
constexpr auto names_of(rpc::Of<Face>) {
  return rpc::names<Face>({{Face::MinusY, "-y"},
                           {Face::PlusY, "+y"},
                           {Face::MinusZ, "-z"},
                           {Face::PlusZ, "+z"},
                           {Face::PlusX, "+x"},
                           {Face::MinusX, "-x"}});
}

}  // namespace goxel::methods
