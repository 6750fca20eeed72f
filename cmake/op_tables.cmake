# Builds src/ops and src/kernels once per instruction set (and once in double precision), each into one object that exports
# nothing but its table. Without that, a template compiled for AVX-512 would be merged by the linker with the same template
# of the plain build and crash an old machine.
file(GLOB NNTRAIN_OP_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/ops/*.cpp ${PROJECT_SOURCE_DIR}/src/kernels/*.cpp)
list(FILTER NNTRAIN_OP_SOURCES EXCLUDE REGEX "op_tables\\.cpp$")

# add_op_table(<suffix> <name> <element type> <flags...>): target op_table_<suffix> with the localised object in its sources.
function(add_op_table suffix name real)
  set(table op_table_${suffix})
  add_library(${table}_parts OBJECT ${NNTRAIN_OP_SOURCES})
  target_include_directories(${table}_parts PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(${table}_parts PRIVATE NNTRAIN_REAL=${real} NNTRAIN_TABLE=${table} NNTRAIN_TABLE_NAME="${name}")
  # Contraction is off (a map gives the same bits on every instruction set), but for products, which need fused multiply-add.
  target_compile_options(${table}_parts PRIVATE -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math ${ARGN}
                         # g++'s "unique" symbols cannot be made local.
                         $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/kernels/gemm.cpp PROPERTIES COMPILE_OPTIONS -ffp-contract=fast)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${table}.o)
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${CMAKE_LINKER} -r --force-group-allocation -o ${object} $<TARGET_OBJECTS:${table}_parts>
    COMMAND ${CMAKE_OBJCOPY} --keep-global-symbol=${table} ${object}
    DEPENDS ${table}_parts $<TARGET_OBJECTS:${table}_parts>
    COMMAND_EXPAND_LISTS VERBATIM)
  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  add_library(${table} INTERFACE)
  add_custom_target(${table}_object DEPENDS ${object})
  add_dependencies(${table} ${table}_object)
  target_link_libraries(${table} INTERFACE ${object})
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
