# Messages of protobuf, made of a .proto file: src/events/event.proto for #include "events/event.pb.h".
# add_messages(<target> <path below src, without .proto> [<target of messages that it imports>]): a library that holds them.
function(add_messages target path)
  set(made ${CMAKE_CURRENT_BINARY_DIR}/generated/${path}.pb)
  cmake_path(GET made PARENT_PATH folder)
  add_custom_command(
    OUTPUT ${made}.h ${made}.cc
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND protobuf::protoc --proto_path=${PROJECT_SOURCE_DIR}/src --cpp_out=${CMAKE_CURRENT_BINARY_DIR}/generated ${path}.proto
    DEPENDS ${PROJECT_SOURCE_DIR}/src/${path}.proto
    VERBATIM)
  add_library(${target} STATIC ${made}.cc ${made}.h)
  target_compile_options(${target} PRIVATE -w $<$<CONFIG:Release>:-Os>)  # it is not our code
  target_include_directories(${target} SYSTEM PUBLIC ${CMAKE_CURRENT_BINARY_DIR}/generated)
  target_link_libraries(${target} PUBLIC protobuf::libprotobuf-lite ${ARGN})
endfunction()

add_messages(graph_messages events/tensorflow)
add_messages(event_messages events/event graph_messages)  # TensorBoard's event files
add_messages(onnx_messages exchange/onnx)
add_messages(caffe_messages exchange/caffe)
add_messages(saved_model_messages exchange/saved_model graph_messages)

# The tables of a flatbuffer, made of a .fbs file: src/exchange/tflite.fbs for #include "exchange/tflite_generated.h". Nothing but a header.
find_program(FLATC flatc REQUIRED)
set(TFLITE_TABLES ${CMAKE_CURRENT_BINARY_DIR}/generated/exchange/tflite_generated.h)
add_custom_command(
  OUTPUT ${TFLITE_TABLES}
  COMMAND ${FLATC} --cpp -o ${CMAKE_CURRENT_BINARY_DIR}/generated/exchange ${PROJECT_SOURCE_DIR}/src/exchange/tflite.fbs
  DEPENDS ${PROJECT_SOURCE_DIR}/src/exchange/tflite.fbs
  VERBATIM)
