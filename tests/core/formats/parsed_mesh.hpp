#pragma once

#include "core/base/bytes.hpp"
#include "core/math/vec3.hpp"
#include "core/volume/color.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

/// Readers of OBJ and PLY for tests, written from the formats and not from our writers, that keep
/// no more than a test looks at. They throw std::runtime_error for what they do not understand.

namespace goxel::test {

struct ParsedMesh {
  std::vector<std::array<double, 3>> positions;
  std::vector<Rgba> colors;
  std::vector<std::vector<std::size_t>> faces;  ///< indices from 0
  std::vector<std::string> groups;
};

[[noreturn]] inline void refuse(const std::string& what) { throw std::runtime_error(what); }

inline std::uint8_t byte_of_unit(double value) {
  return static_cast<std::uint8_t>(std::lround(value * 255));
}

inline ParsedMesh parse_obj(ByteView bytes) {
  ParsedMesh mesh;
  std::istringstream lines{std::string(as_text(bytes))};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key;
    words >> key;
    if (key == "v") {
      std::array<double, 6> n{};
      for (double& number : n) {
        if (!(words >> number)) refuse("six numbers expected: " + line);
      }
      mesh.positions.push_back({n[0], n[1], n[2]});
      mesh.colors.push_back({byte_of_unit(n[3]), byte_of_unit(n[4]), byte_of_unit(n[5]), 255});
    } else if (key == "f") {
      std::vector<std::size_t>& face = mesh.faces.emplace_back();
      for (std::size_t index = 0; words >> index;) {
        if (index < 1 || index > mesh.positions.size()) refuse("no such vertex: " + line);
        face.push_back(index - 1);
      }
    } else if (key == "g") {
      words >> mesh.groups.emplace_back();
    } else if (key.empty() || key[0] == '#') {
      continue;
    } else {
      refuse("unknown line: " + line);
    }
    if (words.clear(), words >> key) refuse("surplus text: " + line);
  }
  return mesh;
}

/// The value of one PLY scalar, text or little-endian bytes.
class PlyScalars {
 public:
  PlyScalars(ByteView body, bool is_ascii)
      : body_(body), words_(std::string(is_ascii ? as_text(body) : "")), is_ascii_(is_ascii) {}

  double next(const std::string& type) {
    if (is_ascii_) {
      double value = 0;
      if (!(words_ >> value)) refuse("a number expected");
      return value;
    }
    if (type == "float") return static_cast<double>(raw<float>());
    if (type == "double") return raw<double>();
    if (type == "uchar") return raw<std::uint8_t>();
    if (type == "int") return raw<std::int32_t>();
    refuse("unknown type " + type);
  }
  bool is_at_end() {
    if (!is_ascii_) return body_.empty();
    std::string rest;
    return !(words_ >> rest);
  }

 private:
  template <class T>
  T raw() {
    if (body_.size() < sizeof(T)) refuse("the body is too short");
    T value;
    std::memcpy(&value, body_.data(), sizeof value);
    body_ = body_.subspan(sizeof value);
    return value;
  }

  ByteView body_;
  std::istringstream words_;
  bool is_ascii_;
};

struct PlyElement {
  std::string name;
  std::size_t count = 0;
  std::vector<std::pair<std::string, std::string>> scalars;  ///< type, name
  std::array<std::string, 2> list;                           ///< types of count and item
};

inline ParsedMesh parse_ply(ByteView bytes) {
  const std::string_view text = as_text(bytes);
  const std::size_t end = text.find("end_header\n");
  if (text.substr(0, 4) != "ply\n" || end == std::string_view::npos) refuse("no PLY header");
  std::istringstream lines{std::string(text.substr(4, end - 4))};
  std::vector<PlyElement> elements;
  std::string format;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key;
    words >> key;
    if (key == "format") {
      words >> format;
    } else if (key == "element") {
      PlyElement& element = elements.emplace_back();
      words >> element.name >> element.count;
    } else if (key == "property") {
      std::string type;
      std::string name;
      words >> type;
      if (type == "list") {
        words >> elements.back().list[0] >> elements.back().list[1] >> name;
      } else {
        words >> name;
        elements.back().scalars.emplace_back(type, name);
      }
    } else if (key != "comment") {
      refuse("unknown line: " + line);
    }
  }
  if (format != "ascii" && format != "binary_little_endian") refuse("unknown format " + format);
  PlyScalars body(bytes.subspan(end + std::strlen("end_header\n")), format == "ascii");
  ParsedMesh mesh;
  for (const PlyElement& element : elements) {
    for (std::size_t i = 0; i < element.count; ++i) {
      std::map<std::string, double> values;
      for (const auto& [type, name] : element.scalars) values[name] = body.next(type);
      if (element.name == "vertex") {
        const auto channel = [&](const char* name) {
          return static_cast<std::uint8_t>(values.at(name));
        };
        mesh.positions.push_back({values.at("x"), values.at("y"), values.at("z")});
        mesh.colors.push_back({channel("red"), channel("green"), channel("blue"), 255});
      } else {
        std::vector<std::size_t>& face = mesh.faces.emplace_back();
        const double corners = body.next(element.list[0]);
        for (double k = 0; k < corners; ++k) {
          const double index = body.next(element.list[1]);
          if (index < 0 || index >= static_cast<double>(mesh.positions.size()))
            refuse("no such vertex");
          face.push_back(static_cast<std::size_t>(index));
        }
      }
    }
  }
  if (!body.is_at_end()) refuse("surplus bytes");
  return mesh;
}

/// A face as the middle of its square times two, its normal and its colour.
using MeshFace = std::tuple<std::array<double, 3>, std::array<double, 3>, std::uint32_t>;

/// Of unit squares, by the right-hand rule.
inline std::map<MeshFace, int> faces_of(const ParsedMesh& mesh) {
  std::map<MeshFace, int> faces;
  for (const std::vector<std::size_t>& face : mesh.faces) {
    if (face.size() != 4) refuse("not a quad");
    std::array<double, 3> middle{};
    std::array<std::array<double, 3>, 2> edges{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto at = [&](std::size_t i) { return mesh.positions[face[i]][axis]; };
      middle[axis] = (at(0) + at(1) + at(2) + at(3)) / 2;
      edges[0][axis] = at(1) - at(0);
      edges[1][axis] = at(2) - at(1);
    }
    std::array<double, 3> normal{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::size_t b = (axis + 1) % 3;
      const std::size_t c = (axis + 2) % 3;
      normal[axis] = edges[0][b] * edges[1][c] - edges[0][c] * edges[1][b] + 0.0;
    }
    for (const std::size_t index : face) {
      if (mesh.colors[index] != mesh.colors[face[0]]) refuse("a face of several colours");
    }
    ++faces[{middle, normal, color_key(mesh.colors[face[0]])}];
  }
  return faces;
}

}  // namespace goxel::test
