#pragma once

#include "daemon/rpc/editor.hpp"
#include "daemon/rpc/handler.hpp"

#include <string>

namespace goxel::rpc {

// The fourth shape a handler can have: for methods that edit a project, and need nothing but it.
//
//   Result<R> f(Editor&, const P&)
//
// Such a method is also an operation that others are made of: see Method::apply.

namespace detail {

template <class F>
struct EditTraits;
template <class R, class P>
struct EditTraits<Result<R> (*)(Editor&, const P&)> {
  using Params = P;
  using Answer = R;
};

template <auto Handler>
void invoke_edit(Dispatcher& dispatcher, Invocation& invocation) {
  typename EditTraits<decltype(Handler)>::Params params{};
  if (!decode_or_answer(dispatcher, invocation, params)) return;
  Editor editor(*invocation.session, dispatcher.services().limits);
  const auto result = Handler(editor, params);
  if (result) {
    dispatcher.answer_result(invocation.reply, *result);
  } else {
    dispatcher.answer_error(invocation.reply, result.error());
  }
}

template <class R>
void encode_operation(std::string* out, const R& result) {
  if (out == nullptr) return;
  JsonWriter writer(*out);
  Codec<R>::encode(writer, result);
}

template <auto Handler>
Result<Applied> apply_edit(Editor& editor, JsonView operation, DecodeContext& context,
                           std::string* out) {
  typename EditTraits<decltype(Handler)>::Params params{};
  GOXEL_TRY(decode_operation(operation, params, context));
  const auto result = Handler(editor, params);
  if (!result) return result.error();
  encode_operation(out, *result);
  return Applied::Done;
}

}  // namespace detail

/// The row of such a method.
template <auto Handler>
constexpr Method edit_method(std::string_view name, std::string_view summary) {
  using Traits = detail::EditTraits<decltype(Handler)>;
  Method row = method_row<typename Traits::Params, typename Traits::Answer>(
      name, Access::Write, summary, &detail::invoke_edit<Handler>);
  row.apply = &detail::apply_edit<Handler>;
  return row;
}

}  // namespace goxel::rpc
