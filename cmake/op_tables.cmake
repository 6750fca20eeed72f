# Builds src/ops and src/kernels once per instruction set (and once in double precision), each into one object that exports
# nothing but its table. Without that, a template compiled for AVX-512 would be merged by the linker with the same template
# of the plain build and crash an old machine.
file(GLOB NNTRAIN_OP_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/ops/*.cpp ${PROJECT_SOURCE_DIR}/src/kernels/*.cpp)
list(FILTER NNTRAIN_OP_SOURCES EXCLUDE REGEX "op_tables\\.cpp$")

# LLVM's linker, which CMake takes beside clang, does not know --force-group-allocation.
set(NNTRAIN_PARTIAL_LINKER ${CMAKE_LINKER})
if(CMAKE_LINKER MATCHES "lld")
  find_program(GNU_LINKER NAMES ld.bfd ld REQUIRED)
  set(NNTRAIN_PARTIAL_LINKER ${GNU_LINKER})
endif()

# add_localised_object(<symbol> <parts>): target <symbol>, the object library <parts> linked into one object that exports
# that symbol only.
function(add_localised_object symbol parts)
  # g++'s "unique" symbols cannot be made local.
  target_compile_options(${parts} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.o)
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${NNTRAIN_PARTIAL_LINKER} -r --force-group-allocation -o ${object} $<TARGET_OBJECTS:${parts}>
    COMMAND ${CMAKE_OBJCOPY} --keep-global-symbol=${symbol} ${object}
    DEPENDS ${parts} $<TARGET_OBJECTS:${parts}>
    COMMAND_EXPAND_LISTS VERBATIM)
  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  add_library(${symbol} INTERFACE)
  add_custom_target(${symbol}_object DEPENDS ${object})
  add_dependencies(${symbol} ${symbol}_object)
  target_link_libraries(${symbol} INTERFACE ${object})
endfunction()

# add_op_table(<suffix> <name> <element type> <flags...>): target op_table_<suffix> with the localised object in its sources.
function(add_op_table suffix name real)
  set(table op_table_${suffix})
  add_library(${table}_parts OBJECT ${NNTRAIN_OP_SOURCES})
  target_include_directories(${table}_parts PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(${table}_parts PRIVATE NNTRAIN_REAL=${real} NNTRAIN_TABLE=${table} NNTRAIN_TABLE_NAME="${name}")
  # Contraction is off (a map gives the same bits on every instruction set), but for products, which need fused multiply-add.
  target_compile_options(${table}_parts PRIVATE -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math ${ARGN} ${NNTRAIN_CAST_CHECKS}
    # Short copies must not become calls of memmove and memset, which cost more than the copies.
    $<$<CXX_COMPILER_ID:GNU>:-fno-tree-loop-distribute-patterns>)
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/kernels/gemm.cpp ${PROJECT_SOURCE_DIR}/src/kernels/fma_loop.cpp
                              PROPERTIES COMPILE_OPTIONS -ffp-contract=fast)
  add_localised_object(${table} ${table}_parts)
endfunction()

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(NNTRAIN_ISAS x86-64-v2 x86-64-v3 x86-64-v4 CACHE STRING "Instruction sets to build for, the plainest first")
else()
  set(NNTRAIN_ISAS baseline)
endif()
set(NNTRAIN_TABLE_DECLARATIONS "")
set(NNTRAIN_TABLE_LIST "")
set(NNTRAIN_OP_TABLES "")
foreach(isa IN LISTS NNTRAIN_ISAS)
  string(REGEX REPLACE "[^a-z0-9]" "_" suffix ${isa})
  if(isa STREQUAL baseline)
    add_op_table(${suffix} ${isa} float)
  else()
    add_op_table(${suffix} ${isa} float -march=${isa})
  endif()
  list(APPEND NNTRAIN_OP_TABLES op_table_${suffix})
  string(APPEND NNTRAIN_TABLE_DECLARATIONS "extern \"C\" const OpTable op_table_${suffix};\n")
  string(APPEND NNTRAIN_TABLE_LIST "    &op_table_${suffix},\n")
endforeach()
configure_file(${PROJECT_SOURCE_DIR}/cmake/op_table_list.inc.in ${CMAKE_CURRENT_BINARY_DIR}/generated/op_table_list.inc @ONLY)
