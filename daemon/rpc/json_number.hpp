#pragma once

#include <cstdint>

namespace goxel::rpc {

/// How far into the grammar of a JSON number its characters have come:
/// -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
enum class NumberPart : std::uint8_t {
  Start,
  Minus,
  Zero,
  Whole,
  Point,
  Fraction,
  Exponent,
  Sign,
  Power
};

/// Whether a number may end here.
constexpr bool is_complete(NumberPart part) {
  return part == NumberPart::Zero || part == NumberPart::Whole || part == NumberPart::Fraction ||
         part == NumberPart::Power;
}

/// What a number comes to with `c` after `part`; `part` itself becomes it. False when `c` cannot
/// follow: then the number is over if it is_complete(), and wrong if not.
constexpr bool extend_number(NumberPart& part, char c) {
  using enum NumberPart;
  const bool is_digit = c >= '0' && c <= '9';
  const bool is_exponent = c == 'e' || c == 'E';
  switch (part) {
    case Start:
      if (c == '-') return part = Minus, true;
      [[fallthrough]];
    case Minus:
      if (is_digit) part = c == '0' ? Zero : Whole;
      return is_digit;
    case Whole:
      if (is_digit) return true;
      [[fallthrough]];
    case Zero:
      if (c == '.') return part = Point, true;
      if (is_exponent) return part = Exponent, true;
      return false;
    case Fraction:
      if (is_exponent) return part = Exponent, true;
      return is_digit;
    case Point:
      if (is_digit) part = Fraction;
      return is_digit;
    case Exponent:
      if (c == '+' || c == '-') return part = Sign, true;
      [[fallthrough]];
    case Sign:
      if (is_digit) part = Power;
      return is_digit;
    case Power:
      return is_digit;
  }
  return false;
}

}  // namespace goxel::rpc
