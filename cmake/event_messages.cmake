# The messages of TensorBoard's event files: src/events/event.proto, for #include "events/event.pb.h".
set(NNTRAIN_EVENT_MESSAGES ${CMAKE_CURRENT_BINARY_DIR}/generated/events/event.pb)
add_custom_command(
  OUTPUT ${NNTRAIN_EVENT_MESSAGES}.h ${NNTRAIN_EVENT_MESSAGES}.cc
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/generated/events
  COMMAND protobuf::protoc --proto_path=${PROJECT_SOURCE_DIR}/src --cpp_out=${CMAKE_CURRENT_BINARY_DIR}/generated events/event.proto
  DEPENDS ${PROJECT_SOURCE_DIR}/src/events/event.proto
  VERBATIM)
add_library(event_messages STATIC ${NNTRAIN_EVENT_MESSAGES}.cc ${NNTRAIN_EVENT_MESSAGES}.h)
target_compile_options(event_messages PRIVATE -w)  # it is not our code
target_include_directories(event_messages SYSTEM PUBLIC ${CMAKE_CURRENT_BINARY_DIR}/generated)
target_link_libraries(event_messages PUBLIC protobuf::libprotobuf-lite)
