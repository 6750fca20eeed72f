// A grey image as a PNG file.
#pragma once
#include <string>

#include "events/event_file.h"

namespace nntrain::events {

std::string png(const Image& image);

}  // namespace nntrain::events
