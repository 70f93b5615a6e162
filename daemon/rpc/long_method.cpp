#include "daemon/rpc/long_method.hpp"

namespace goxel::rpc::detail {

JobScope enter_job(Call& call, bool is_barrier) {
  if (!call.has_session()) return {};
  const JobScope scope{call.session().id(), is_barrier};
  call.session().begin_job();
  if (scope.is_barrier) call.session().raise_barrier();
  return scope;
}

void leave_job(Dispatcher& dispatcher, const JobScope& scope) {
  if (!scope.session) return;
  workers::SessionTable& sessions = dispatcher.context().sessions();
  workers::Session* session = sessions.find(*scope.session);
  if (session == nullptr) return;
  session->end_job();
  if (!scope.is_barrier) return;
  session->lower_barrier();
  sessions.resume(*scope.session);
}

void suspect_session(Dispatcher& dispatcher, const JobScope& scope) {
  workers::Session* session =
      scope.session ? dispatcher.context().sessions().find(*scope.session) : nullptr;
  if (session != nullptr) dispatcher.keeper().suspect(*session);
}

}  // namespace goxel::rpc::detail
