#include "exchange/messages.h"

#include <google/protobuf/message_lite.h>

#include "base/error.h"

namespace nntrain {

namespace {

constexpr std::size_t most_bytes = (std::size_t{1} << 31) - 1;

}  // namespace

void parse_message(const ForeignFile& file, const char* what, google::protobuf::MessageLite& message) {
  if (file.bytes.size() > most_bytes || !message.ParseFromArray(file.bytes.data(), static_cast<int>(file.bytes.size())))
    throw Error(ErrorKind::model_file, std::string("the file is no whole ") + what, file.path);
}

std::string message_bytes(const google::protobuf::MessageLite& message, const char* what) {
  const std::size_t size = message.ByteSizeLong();
  if (size > most_bytes)
    throw Error(ErrorKind::config, std::string(what) + " files hold at most 2 GiB; this one would have " + std::to_string(size) + " bytes");
  return message.SerializeAsString();
}

}  // namespace nntrain
