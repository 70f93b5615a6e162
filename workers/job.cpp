#include "workers/job.hpp"

#include "core/base/str_cat.hpp"

#include <boost/core/demangle.hpp>

#include <exception>
#include <new>
#include <typeinfo>

namespace goxel::workers {

Error current_exception_error() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::LimitExceeded, "the job needs more memory than there is"}.with(
        "limit", "memory");
  } catch (const std::exception& error) {
    return Error{ErrorCode::InternalError, str_cat("the job ended in an exception of type ",
                                                   boost::core::demangle(typeid(error).name()))};
  } catch (...) {
    return Error{ErrorCode::InternalError, "the job ended in an exception of an unknown type"};
  }
}

}  // namespace goxel::workers
