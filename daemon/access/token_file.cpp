#include "daemon/access/token_file.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/files/sha256.hpp"
#include "daemon/files/unique_fd.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace goxel::access {

namespace {

constexpr std::string_view kBlanks = " \t\r";
/// Of a hash, for a name: enough to tell 1024 tokens apart, and no help in finding one.
constexpr std::size_t kNameDigits = 12;

Error unusable(std::string message) { return {ErrorCode::InvalidParams, std::move(message)}; }

std::string digest_of(std::string_view token) {
  return files::sha256_hex({reinterpret_cast<const std::uint8_t*>(token.data()), token.size()});
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(kBlanks), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

bool is_printable(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

Result<void> check_word(std::string_view what, std::string_view word, std::size_t longest) {
  if (word.size() > longest) {
    return unusable(str_cat("the ", what, " has ", word.size(), " bytes; the limit is ", longest));
  }
  if (is_printable(word)) return {};
  return unusable(str_cat("the ", what, " holds a character that is not printable ASCII"));
}

Result<void> check_file(const std::string& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return unusable(str_cat("token file ", path, ": no regular file"));
  if (status.st_uid != 0 && status.st_uid != geteuid()) {
    return unusable(str_cat("token file ", path, " belongs to user ", status.st_uid,
                            "; it has to belong to the service's user, ", geteuid(),
                            ", or to root"));
  }
  if ((status.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
    return unusable(str_cat("token file ", path,
                            " is open to others than its owner: make it private with chmod 600"));
  }
  return {};
}

Result<std::string> read_private_file(const std::string& path) {
  const auto failed = [&] {
    return unusable(str_cat("token file ", path, ": ", std::generic_category().message(errno)));
  };
  // Without waiting for a writer, should it be a pipe.
  const files::UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file.is_open() || fstat(file.get(), &status) != 0) return failed();
  GOXEL_TRY(check_file(path, status));
  std::string text(TokenSet::kMaxFileSize + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed();
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > TokenSet::kMaxFileSize) {
    return unusable(
        str_cat("token file ", path, ": it has at most ", TokenSet::kMaxFileSize, " bytes"));
  }
  text.resize(size);
  return text;
}

}  // namespace

Result<TokenSet> TokenSet::parse(std::string_view text, std::string_view file) {
  TokenSet tokens;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const auto added = tokens.add_line(text.substr(0, end)); !added) {
      return unusable(str_cat("token file ", file, ", line ", number, ": ", added.error().message));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (tokens.entries_.empty()) return unusable(str_cat("token file ", file, " holds no token"));
  return tokens;
}

Result<void> TokenSet::add_line(std::string_view line) {
  const std::vector<std::string_view> words = words_of(line);
  if (words.empty() || words[0].front() == '#') return {};
  const auto role = find_role(words[0]);
  // What stands in the role's place may be a token.
  if (!role) return unusable("it has to begin with viewer, editor or admin");
  if (words.size() < 2 || words.size() > 3)
    return unusable("expected a role, a token and perhaps a name");
  GOXEL_TRY(check_word("token", words[1], kMaxTokenSize));
  if (words.size() == 3) GOXEL_TRY(check_word("name", words[2], kMaxNameSize));
  if (entries_.size() == kMaxTokens)
    return unusable(str_cat("it is one token too many; the limit is ", kMaxTokens));
  std::string digest = digest_of(words[1]);
  for (const Entry& entry : entries_)
    if (entry.digest == digest) return unusable("the same token stands above it");
  const std::string name =
      words.size() == 3 ? std::string(words[2]) : digest.substr(0, kNameDigits);
  entries_.push_back({std::move(digest), {*role, str_cat("token:", name)}});
  return {};
}

Result<TokenSet> TokenSet::read(const std::string& path) {
  GOXEL_ASSIGN(const std::string text, read_private_file(path));
  return parse(text, path);
}

const Grant* TokenSet::find(std::string_view token) const {
  if (token.size() > kMaxTokenSize) return nullptr;
  const std::string digest = digest_of(token);
  const Grant* found = nullptr;
  // All are looked at, and each wholly: how long it takes tells nothing of what is near.
  for (const Entry& entry : entries_) {
    if (CRYPTO_memcmp(entry.digest.data(), digest.data(), digest.size()) == 0) found = &entry.grant;
  }
  return found;
}

}  // namespace goxel::access
