#include "tests/support/catch.hpp"
#include "tests/workers/image_digest.hpp"
#include "tests/workers/random_steps.hpp"
#include "tests/workers/support.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace goxel::workers {

namespace {

std::uint64_t digest_of(const Session& session) { return ImageDigest::of(session.image()); }

/// A session whose history forgets nothing, after `count` recorded random steps; states[i] is what
/// the image was after i of them.
struct Past {
  std::unique_ptr<Session> session = make_session();
  std::vector<std::uint64_t> states;
  std::set<std::string> kinds;

  Past(std::uint64_t seed, std::size_t count) {
    session->edit_project().history = History({100'000, std::int64_t{1} << 40});
    states.push_back(digest_of(*session));
    Random random(seed);
    while (states.size() <= count) {
      const std::uint64_t revision = session->project().revision;
      const std::string name = random_step(*session, random);
      if (session->project().revision == revision) {
        if (digest_of(*session) != states.back()) FAIL(name << " left no step but changed");
        continue;
      }
      kinds.insert(name);
      states.push_back(digest_of(*session));
    }
  }
};

}  // namespace

TEST_CASE("undo and redo over 1,000 random steps of every kind return to identical images") {
  constexpr std::size_t kCount = 1'000;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    INFO("seed " << seed);
    Past past(seed, kCount);
    Session& session = *past.session;
    // All but those that never leave a step: a failure, a move too far, and no change.
    CHECK(past.kinds.size() == 32);
    REQUIRE(session.project().history.undo_count() == kCount);
    for (std::size_t i = kCount; i-- > 0;) {
      REQUIRE(session.undo(1) == 1);
      if (digest_of(session) != past.states[i]) FAIL("undo to step " << i);
    }
    CHECK(session.undo(1) == 0);
    for (std::size_t i = 1; i <= kCount; ++i) {
      REQUIRE(session.redo(1) == 1);
      if (digest_of(session) != past.states[i]) FAIL("redo to step " << i);
    }
    CHECK(session.redo(1) == 0);

    // Some steps at a time, back and forth, past either end.
    Random random(seed);
    auto now = static_cast<std::int64_t>(kCount);
    for (int i = 0; i < 200; ++i) {
      const int steps = random.between(1, 300);
      const bool is_back = random.one_in(2);
      const std::int64_t room = is_back ? now : static_cast<std::int64_t>(kCount) - now;
      const std::int64_t crossed = std::min<std::int64_t>(steps, room);
      CHECK((is_back ? session.undo(steps) : session.redo(steps)) == crossed);
      now += is_back ? -crossed : crossed;
      if (digest_of(session) != past.states[static_cast<std::size_t>(now)]) FAIL("at step " << now);
    }
  }
}

}  // namespace goxel::workers
