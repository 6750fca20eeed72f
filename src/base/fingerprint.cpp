#include "base/fingerprint.h"

#include <farmhash.h>

namespace nntrain {

std::uint64_t fingerprint(std::string_view bytes) { return util::Fingerprint64(bytes.data(), bytes.size()); }

}  // namespace nntrain
