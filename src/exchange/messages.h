// Whole files that are one protobuf message.
#pragma once
#include <cstddef>
#include <string>

#include "exchange/format.h"

namespace google::protobuf {
class MessageLite;
}

namespace nntrain {

// what: "ONNX model". Errors: model_file, where: the path, for what is no such message; config, beyond 2 GiB, which is protobuf's limit.
void parse_message(const ForeignFile& file, const char* what, google::protobuf::MessageLite& message);
std::string message_bytes(const google::protobuf::MessageLite& message, const char* what);

}  // namespace nntrain
