#pragma once

#include "core/base/result.hpp"
#include "daemon/files/unique_fd.hpp"

#include <cstdint>
#include <string>

namespace goxel::net {

/// What a listener's connections speak.
enum class ListenerKind : std::uint8_t {
  Stream,  ///< JSON-RPC, or HTTP if their first bytes are
  Http,    ///< HTTP alone
};

/// A bound and listening socket. A Unix one owns its file and removes it when it is destroyed,
/// unless another process has put its own there meanwhile. Owned by the main thread.
class Listener {
 public:
  /// Listens on a Unix socket file with mode 0660. A stale file is replaced; a live one is refused
  /// with FileError and who serves it.
  static Result<Listener> open_unix(const std::string& path);
  /// Listens on "HOST:PORT", an address in numbers; port 0 takes a free one.
  static Result<Listener> open_tcp(const std::string& endpoint,
                                   ListenerKind kind = ListenerKind::Stream);
  /// Whether only this machine can reach an endpoint.
  static bool is_loopback(const std::string& endpoint);

  Listener(Listener&&) noexcept = default;
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  /// Where it listens, as a person would write it.
  const std::string& name() const { return name_; }
  int descriptor() const { return socket_.get(); }
  int family() const { return family_; }
  ListenerKind kind() const { return kind_; }
  /// Whether only this machine can reach it.
  bool is_local() const { return is_local_; }

 private:
  /// Which file a socket's was when it was made.
  struct FileIdentity {
    std::string path;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
  };

  Listener(files::UniqueFd socket, int family, std::string name, ListenerKind kind, bool is_local);

  files::UniqueFd socket_;
  int family_;
  std::string name_;
  ListenerKind kind_;
  bool is_local_;
  FileIdentity file_;  ///< of a Unix socket
};

}  // namespace goxel::net
