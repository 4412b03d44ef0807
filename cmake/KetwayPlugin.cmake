# How a plugin is built: here, and, installed with ketway_plugin_api, in everybody else's project.
#
# ketway_plugin(id SOURCES file... [LIBS library...] [MANIFEST file] [OUTPUT folder])
#   makes the target ketway_plugin_<id>: libketway_<id>.so, whose only exported symbol is kw_plugin_v1, beside its
#   manifest. OUTPUT is ${KETWAY_PLUGIN_DIR} unless given, and that is <build>/plugins unless set. -z defs makes a missing
#   library an error of the link; set KETWAY_SANITIZE where the plugin is built with a sanitizer, whose run-time library
#   is the program's.
function(ketway_plugin id)
  cmake_parse_arguments(ARG "" "MANIFEST;OUTPUT" "SOURCES;LIBS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_SOURCES)
    message(FATAL_ERROR "ketway_plugin(${id}): SOURCES is missing, or unknown words: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT KETWAY_PLUGIN_DIR)
    set(KETWAY_PLUGIN_DIR ${CMAKE_BINARY_DIR}/plugins)
  endif()
  if(NOT ARG_OUTPUT)
    set(ARG_OUTPUT ${KETWAY_PLUGIN_DIR})
  endif()
  if(NOT KETWAY_PLUGIN_EXPORTS)
    set(KETWAY_PLUGIN_EXPORTS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.version)
  endif()

  set(target ketway_plugin_${id})
  add_library(${target} MODULE ${ARG_SOURCES})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ketway_${id} PREFIX lib SUFFIX .so
    LIBRARY_OUTPUT_DIRECTORY ${ARG_OUTPUT} LINK_DEPENDS ${KETWAY_PLUGIN_EXPORTS}
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_link_libraries(${target} PRIVATE ketway::plugin_api ${ARG_LIBS})
  if(TARGET ketway_flags)
    target_link_libraries(${target} PRIVATE ketway_flags)
  endif()
  target_link_options(${target} PRIVATE LINKER:--version-script=${KETWAY_PLUGIN_EXPORTS})
  if(NOT KETWAY_SANITIZE)
    target_link_options(${target} PRIVATE LINKER:-z,defs)
  endif()
  if(ARG_MANIFEST)
    get_filename_component(base ${ARG_MANIFEST} NAME)
    configure_file(${ARG_MANIFEST} ${ARG_OUTPUT}/${base} COPYONLY)
    set_target_properties(${target} PROPERTIES KETWAY_MANIFEST ${ARG_OUTPUT}/${base})
  endif()
endfunction()
