#include "bench/load/soak/visits.hpp"

#include "bench/load/soak/project_edits.hpp"
#include "core/base/str_cat.hpp"

#include <boost/json.hpp>

#include <string>

namespace goxel::bench {

namespace {

Result<void> edit_and_discard(Visitor& visitor) {
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(KnownProject project, create_project(visitor, client));
  GOXEL_TRY(edit(visitor, client, project, 3 + visitor.below(6)));
  GOXEL_TRY(check(visitor, client, project));
  return discard(visitor, client, project);
}

Result<void> render(Visitor& visitor) {
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(KnownProject project, create_project(visitor, client));
  GOXEL_TRY(edit(visitor, client, project, 3));
  GOXEL_ASSIGN(const boost::json::value picture,
               visitor.call(client, "goxel.render_scene", {{"width", 96}, {"height", 64}}));
  boost::system::error_code failure;
  const boost::json::value* const image = picture.find_pointer("/image", failure);
  // The first bytes of every PNG file, in base64.
  if (image == nullptr || !image->is_string() || !image->get_string().starts_with("iVBORw0KGgo"))
    return Error{ErrorCode::InternalError, "render_scene gave no PNG picture"};
  return discard(visitor, client, project);
}

Result<void> save_and_load(Visitor& visitor) {
  const std::string path = str_cat(visitor.options().files, visitor.number(), ".gox");
  KnownProject project;
  {
    GOXEL_ASSIGN(RpcClient client, visitor.connect());
    GOXEL_ASSIGN(project, create_project(visitor, client));
    GOXEL_TRY(edit(visitor, client, project, 4));
    GOXEL_TRY(visitor.call(client, "goxel.save_project", {{"path", path}}));
    GOXEL_TRY(visitor.call(client, "goxel.close_project"));
  }
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(const boost::json::value loaded,
               visitor.call(client, "goxel.load_project", {{"path", path}}));
  GOXEL_TRY(check(visitor, client, project));
  GOXEL_TRY(edit(visitor, client, project));
  GOXEL_TRY(check(visitor, client, project));
  GOXEL_TRY(visitor.call(client, "goxel.close_project", {{"discard", true}}));
  return {};
}

Result<void> export_and_load(Visitor& visitor) {
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(KnownProject project, create_project(visitor, client));
  GOXEL_TRY(edit(visitor, client, project, 4));
  GOXEL_ASSIGN(const boost::json::value exported,
               visitor.call(client, "goxel.export_model", {{"format", "gox"}}));
  boost::system::error_code failure;
  const boost::json::value* const data = exported.find_pointer("/data", failure);
  if (data == nullptr) return Error{ErrorCode::InternalError, "export_model gave no data"};
  GOXEL_ASSIGN(RpcClient other, visitor.connect());
  GOXEL_TRY(visitor.call(other, "goxel.load_project", {{"data", *data}, {"format", "gox"}}));
  GOXEL_TRY(check(visitor, other, project));
  GOXEL_TRY(visitor.call(other, "goxel.close_project", {{"discard", true}}));
  return discard(visitor, client, project);
}

/// Two connections, on different workers as a rule, and one project: the second one moves to it.
Result<void> migrate(Visitor& visitor) {
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(KnownProject project, create_project(visitor, client));
  GOXEL_ASSIGN(RpcClient other, visitor.connect());
  GOXEL_TRY(attach(visitor, other, project));
  GOXEL_TRY(check(visitor, other, project));
  GOXEL_TRY(edit(visitor, other, project, 2));
  GOXEL_TRY(check(visitor, client, project));
  client.drop();
  GOXEL_TRY(edit(visitor, other, project));
  GOXEL_TRY(check(visitor, other, project));
  GOXEL_TRY(visitor.call(other, "goxel.detach_session"));
  return discard(visitor, other, project);
}

/// One connection, two projects that its requests name.
Result<void> coordinate(Visitor& visitor) {
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(KnownProject one, create_project(visitor, client, true));
  GOXEL_ASSIGN(KnownProject two, create_project(visitor, client, true));
  for (int i = 0; i < 3; ++i) {
    GOXEL_TRY(edit(visitor, client, one));
    GOXEL_TRY(edit(visitor, client, two));
  }
  GOXEL_TRY(check(visitor, client, one));
  GOXEL_TRY(check(visitor, client, two));
  GOXEL_TRY(discard(visitor, client, one));
  return discard(visitor, client, two);
}

/// Nobody asks for the project again: it rests on disk and expires there.
Result<void> leave_for_good(Visitor& visitor) {
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(KnownProject project, create_project(visitor, client));
  return edit(visitor, client, project, 2);
}

Result<void> leave_for_later(Visitor& visitor) {
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(KnownProject project, create_project(visitor, client));
  GOXEL_TRY(edit(visitor, client, project, 2));
  client.drop();
  (void)visitor.leave(std::move(project));  // one too many is one that expires
  return {};
}

/// The connection ends while half a message, a render or a move to another worker is under way.
Result<void> die_in_mid_request(Visitor& visitor) {
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(KnownProject project, create_project(visitor, client));
  GOXEL_TRY(edit(visitor, client, project, 2));
  GOXEL_ASSIGN(RpcClient other, visitor.connect());
  visitor.wait_for_turn();
  const int way = visitor.below(3);
  if (way == 0) {
    GOXEL_TRY(client.send_bytes(R"({"jsonrpc":"2.0","id":99,"method":"goxel.add_vox)"));
    client.drop();
  } else if (way == 1) {
    GOXEL_TRY(client.send("goxel.render_scene", {{"width", 256}, {"height", 256}}));
    client.drop();
  } else {
    GOXEL_TRY(other.send("goxel.attach_session", {{"session", project.session}}));
    other.drop();
  }
  visitor.tally().count_killed();
  GOXEL_ASSIGN(RpcClient heir, visitor.connect());
  GOXEL_TRY(attach(visitor, heir, project));
  GOXEL_TRY(check(visitor, heir, project));
  return discard(visitor, heir, project);
}

Result<void> come_and_go(Visitor& visitor) {
  for (int i = 0; i < 4; ++i) {
    GOXEL_ASSIGN(RpcClient client, visitor.connect());
    if (i % 2 == 0) GOXEL_TRY(visitor.call(client, "ping"));
  }
  return {};
}

/// Each of these must be refused, and do no harm.
Result<void> talk_nonsense(Visitor& visitor) {
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(KnownProject project, create_project(visitor, client));
  GOXEL_TRY(client.expect_error("goxel.no_such_method", {}, "method_not_found"));
  GOXEL_TRY(client.expect_error("goxel.get_voxel", {{"x", "far"}}, "invalid_params"));
  boost::json::array voxels = {boost::json::array{0, 0, 0, 300, 0, 0}};
  GOXEL_TRY(client.expect_error("goxel.add_voxels", {{"voxels", voxels}}, "invalid_params"));
  GOXEL_TRY(client.expect_error("goxel.attach_session", {{"session", "s0-aaaaaaaaaaaaaaaa"}},
                                "session_not_found"));
  GOXEL_TRY(client.send_bytes("{\"jsonrpc\": nonsense}\n"));
  GOXEL_ASSIGN(const boost::json::object reply, client.receive());
  if (!reply.contains("error"))
    return Error{ErrorCode::InternalError, "a message that is no JSON was answered with a result"};
  GOXEL_TRY(check(visitor, client, project));
  return discard(visitor, client, project);
}

bool is_resting(const boost::json::value& listed, const std::string& session) {
  boost::system::error_code failure;
  const boost::json::value* const sessions = listed.find_pointer("/sessions", failure);
  if (sessions == nullptr || !sessions->is_array()) return false;
  for (const boost::json::value& each : sessions->get_array()) {
    const boost::json::value* const id = each.find_pointer("/session", failure);
    const boost::json::value* const state = each.find_pointer("/state", failure);
    if (id != nullptr && id->is_string() && id->get_string() == session)
      return state != nullptr && *state == "evicted";
  }
  return false;
}

Result<void> come_back_to(Visitor& visitor, KnownProject& project) {
  GOXEL_ASSIGN(RpcClient client, visitor.connect());
  GOXEL_ASSIGN(const boost::json::value listed, visitor.call(client, "goxel.list_sessions"));
  const bool was_resting = is_resting(listed, project.session);
  GOXEL_TRY(attach(visitor, client, project));
  GOXEL_TRY(check(visitor, client, project));
  if (was_resting) visitor.tally().count_woken();
  GOXEL_TRY(edit(visitor, client, project));
  GOXEL_TRY(check(visitor, client, project));
  return discard(visitor, client, project);
}

struct Visit {
  std::string_view name;
  int weight;  ///< how often, beside the others'
  Result<void> (*run)(Visitor&);
};
constexpr Visit kVisits[] = {
    {"edit and discard", 4, edit_and_discard},
    {"render", 2, render},
    {"save and load", 2, save_and_load},
    {"export and load", 1, export_and_load},
    {"migrate", 3, migrate},
    {"coordinate two projects", 2, coordinate},
    {"leave for good", 2, leave_for_good},
    {"leave for later", 2, leave_for_later},
    {"die in mid-request", 3, die_in_mid_request},
    {"come and go", 2, come_and_go},
    {"talk nonsense", 1, talk_nonsense},
};
constexpr std::string_view kComeBack = "come back";

const Visit& any_visit(Visitor& visitor) {
  int total = 0;
  for (const Visit& each : kVisits) total += each.weight;
  int left = visitor.below(total);
  for (const Visit& each : kVisits) {
    left -= each.weight;
    if (left < 0) return each;
  }
  return kVisits[0];
}

void account(Visitor& visitor, std::string_view name, const Result<void>& outcome) {
  if (outcome)
    visitor.tally().count_visit(name);
  else
    visitor.tally().add_error(str_cat(name, ": ", outcome.error().message));
}

}  // namespace

void visit(Visitor& visitor) {
  if (auto left = visitor.take_left()) {
    account(visitor, kComeBack, come_back_to(visitor, *left));
    return;
  }
  const Visit& chosen = any_visit(visitor);
  account(visitor, chosen.name, chosen.run(visitor));
}

void tidy_up(Visitor& visitor) {
  while (auto left = visitor.take_left()) account(visitor, kComeBack, come_back_to(visitor, *left));
}

}  // namespace goxel::bench
