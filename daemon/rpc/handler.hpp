#pragma once

#include "daemon/rpc/dispatcher.hpp"

#include <exception>
#include <memory>
#include <utility>

namespace goxel::rpc {

// The three shapes a handler can have. Each makes a row of a method table:
//
//   inline  Result<R> f(Call&, const P&)
//           answers before it returns; nothing changes under it
//
//   async   void f(Call&, const P&, Answer<R>)
//           answers later, on the same worker, through the Answer
//
//   long    struct { prepare, run, finish }
//           runs in the job pool; see long_method()

namespace detail {

template <class F>
struct HandlerTraits;
template <class R, class P>
struct HandlerTraits<Result<R> (*)(Call&, const P&)> {
  using Params = P;
  using Answer = R;
};

/// Decodes into `out`, or answers with what is wrong and returns false.
template <class P>
bool decode_or_answer(Dispatcher& dispatcher, const Invocation& invocation, P& out) {
  DecodeContext context(dispatcher.services().limits);
  context.ignores_unknown_names = dispatcher.ignores_unknown_names();
  if (auto decoded = decode_params(invocation.params, out, context); !decoded) {
    dispatcher.answer_error(invocation.reply, decoded.error());
    return false;
  }
  if (!context.warnings.empty())
    dispatcher.warn_of_unknown_names(invocation.method->name, context.warnings);
  return true;
}

template <auto Handler>
void invoke_inline(Dispatcher& dispatcher, Invocation& invocation) {
  typename HandlerTraits<decltype(Handler)>::Params params{};
  if (!decode_or_answer(dispatcher, invocation, params)) return;
  Call call(dispatcher, invocation.client, *invocation.identity, invocation.session,
            std::move(invocation.hold));
  const auto result = Handler(call, params);
  if (result) {
    dispatcher.answer_result(invocation.reply, *result);
  } else {
    dispatcher.answer_error(invocation.reply, result.error());
  }
}

}  // namespace detail

/// Answers one request, once, from the worker that handles it. Copies share the duty.
template <class R>
class Answer {
 public:
  Answer(Dispatcher& dispatcher, Reply reply)
      : dispatcher_(&dispatcher), reply_(std::move(reply)) {}

  void operator()(const Result<R>& result) const {
    if (result) {
      dispatcher_->answer_result(reply_, *result);
    } else {
      dispatcher_->answer_error(reply_, result.error());
    }
  }
  const Reply& reply() const { return reply_; }

 private:
  Dispatcher* dispatcher_;
  Reply reply_;
};

namespace detail {

template <class R, class P>
struct HandlerTraits<void (*)(Call&, const P&, rpc::Answer<R>)> {
  using Params = P;
  using Answer = R;
};

template <auto Handler>
void invoke_async(Dispatcher& dispatcher, Invocation& invocation) {
  using Traits = HandlerTraits<decltype(Handler)>;
  typename Traits::Params params{};
  if (!decode_or_answer(dispatcher, invocation, params)) return;
  Call call(dispatcher, invocation.client, *invocation.identity, invocation.session,
            std::move(invocation.hold));
  dispatcher.detach(invocation.reply);
  Handler(call, params, Answer<typename Traits::Answer>(dispatcher, invocation.reply));
}

}  // namespace detail

template <auto Handler>
constexpr Method method(std::string_view name, Access access, std::string_view summary) {
  using Traits = detail::HandlerTraits<decltype(Handler)>;
  return method_row<typename Traits::Params, typename Traits::Answer>(
      name, access, summary, &detail::invoke_inline<Handler>);
}

template <auto Handler>
constexpr Method async_method(std::string_view name, Access access, std::string_view summary) {
  using Traits = detail::HandlerTraits<decltype(Handler)>;
  return method_row<typename Traits::Params, typename Traits::Answer>(
      name, access, summary, &detail::invoke_async<Handler>);
}

}  // namespace goxel::rpc
