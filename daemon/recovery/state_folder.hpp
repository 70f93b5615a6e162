#pragma once

#include <string>
#include <string_view>

namespace goxel::recovery {

/// What the environment says about where state belongs; empty: not set.
struct StateEnvironment {
  std::string state_directory;  ///< STATE_DIRECTORY: from a service manager; folders between colons
  std::string xdg_state_home;   ///< XDG_STATE_HOME
  std::string home;             ///< HOME

  /// That of this process.
  static StateEnvironment of_process();
};

/// Where the state folder is: `state_dir`, the setting, if it is not empty; else the first folder
/// of STATE_DIRECTORY; else a folder of this name's own beneath $XDG_STATE_HOME/goxel-daemon,
/// $HOME/.local/state/goxel-daemon or, without a home, /var/lib/goxel-daemon. Relative paths in the
/// environment are ignored, as the XDG base directory specification wants it.
///
/// `address` tells services of one user apart: the absolute path of the first socket, or what else
/// the service is reached at. Looks at nothing but its arguments.
std::string state_folder(std::string_view state_dir, const StateEnvironment& environment,
                         std::string_view address);

/// An address as the name of a folder, different for different addresses and at most 255 bytes:
/// "/run/user/1000/goxel.sock" is "run+user+1000+goxel.sock". Bytes other than letters, digits and
/// "_-." are written as "%" and two hexadecimal digits, and a long name ends in a checksum of its
/// whole.
std::string folder_name_of(std::string_view address);

}  // namespace goxel::recovery
