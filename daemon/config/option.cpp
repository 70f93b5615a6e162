#include "daemon/config/option.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/nearest_name.hpp"

#include <charconv>

namespace goxel::config {

namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

Error refused(std::string message) { return {ErrorCode::InvalidParams, std::move(message)}; }

Result<std::int64_t> parse_number(std::string_view text, Range range) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = end == text.data() + text.size() && problem != std::errc::invalid_argument;
  if (!is_whole) return refused(str_cat("'", text, "' is not a whole number"));
  if (problem != std::errc() || number < range.min || number > range.max) {
    return refused(str_cat(text, " is outside ", range.min, "..", range.max));
  }
  return number;
}

Result<bool> parse_bool(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return refused(str_cat("'", text, "' is neither true nor false"));
}

template <class Enum>
Result<Enum> parse_choice(std::string_view text) {
  constexpr auto kWords = choice_words(Enum{});
  std::string allowed;
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (text == kWords[i]) return static_cast<Enum>(i);
    allowed += str_cat(i == 0 ? "" : ", ", kWords[i]);
  }
  return refused(str_cat("'", text, "' is none of ", allowed));
}

Result<void> check_text(const OptionRow& row, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return refused("it holds a NUL byte");
  return row.check == nullptr ? Result<void>() : row.check(text);
}

}  // namespace

const Option* find_option(std::span<const Option> options, std::string_view name) {
  for (const Option& option : options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

std::string suggestion(std::span<const Option> options, std::string_view prefix,
                       std::string_view name) {
  rpc::NearestName nearest(name);
  for (const Option& option : options) nearest.offer(option.name);
  return nearest.name().empty() ? "" : str_cat(" (did you mean ", prefix, nearest.name(), "?)");
}

Result<void> assign(const Option& option, std::span<const std::string> values, Settings& settings) {
  GOXEL_ASSERT(option.is_setting());
  GOXEL_ASSERT(option.is_list() || values.size() == 1);
  const OptionRow& row = option.row;
  return std::visit(Overloaded{
                        [&](std::int64_t Settings::*member) -> Result<void> {
                          GOXEL_ASSIGN(settings.*member, parse_number(values[0], row.range));
                          return {};
                        },
                        [&](std::int64_t Limits::*member) -> Result<void> {
                          GOXEL_ASSIGN(settings.limits.*member, parse_number(values[0], row.range));
                          return {};
                        },
                        [&](bool Settings::*member) -> Result<void> {
                          GOXEL_ASSIGN(settings.*member, parse_bool(values[0]));
                          return {};
                        },
                        [&](std::string Settings::*member) -> Result<void> {
                          GOXEL_TRY(check_text(row, values[0]));
                          settings.*member = values[0];
                          return {};
                        },
                        [&](std::vector<std::string> Settings::*member) -> Result<void> {
                          std::vector<std::string> list;
                          for (const std::string& value : values) {
                            GOXEL_TRY(check_text(row, value));
                            if (!value.empty()) list.push_back(value);
                          }
                          settings.*member = std::move(list);
                          return {};
                        },
                        [](Action) -> Result<void> { return {}; },
                        [](Shortcut) -> Result<void> { return {}; },
                        [&](auto member) -> Result<void> {
                          using Enum = std::remove_reference_t<decltype(settings.*member)>;
                          GOXEL_ASSIGN(settings.*member, parse_choice<Enum>(values[0]));
                          return {};
                        },
                    },
                    row.target);
}

std::vector<std::string> current_values(const Option& option, const Settings& settings) {
  GOXEL_ASSERT(option.is_setting());
  using List = std::vector<std::string>;
  return std::visit(
      Overloaded{
          [&](std::int64_t Settings::*member) { return List{str_cat(settings.*member)}; },
          [&](std::int64_t Limits::*member) { return List{str_cat(settings.limits.*member)}; },
          [&](bool Settings::*member) { return List{settings.*member ? "true" : "false"}; },
          [&](std::string Settings::*member) { return List{settings.*member}; },
          [&](std::vector<std::string> Settings::*member) { return settings.*member; },
          [](Action) { return List{}; },
          [](Shortcut) { return List{}; },
          [&](auto member) {
            const auto value = settings.*member;
            return List{std::string(choice_words(value)[static_cast<std::size_t>(value)])};
          },
      },
      option.row.target);
}

}  // namespace goxel::config
