# What every target of the project shares: language level, warnings, sanitizers, and how plugins and tests are made.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  find_program(KETWAY_CCACHE ccache)
  if(KETWAY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER ${KETWAY_CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${KETWAY_CCACHE})
  endif()
endif()

# Every target links this; it is never installed.
add_library(ketway_flags INTERFACE)
target_compile_options(ketway_flags INTERFACE -Wall -Wextra -Wpedantic)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports overlapping copies inside std::string that cannot happen (GCC bug 105651).
  target_compile_options(ketway_flags INTERFACE -Wno-restrict)
endif()
if(KETWAY_WERROR)
  target_compile_options(ketway_flags INTERFACE -Werror)
endif()
if(KETWAY_SANITIZE)
  # Everything in the process must carry the same sanitizer, so these are global.
  add_compile_options(-fsanitize=${KETWAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${KETWAY_SANITIZE})
endif()
if(KETWAY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# ketway_light(target): for what is compiled more often than it computes, such as tests and the command. What it links keeps
# its own optimisation.
function(ketway_light target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>
    $<$<CONFIG:Release>:-foptimize-sibling-calls>)  # or a chain of coroutines would grow the stack
  if(KETWAY_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)  # compiled in half of the time
  endif()
endfunction()

# ketway_library(name SOURCES ... [PUBLIC libs] [PRIVATE libs]): a static library of a room of the house
function(ketway_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} $<BUILD_INTERFACE:ketway_flags>)
endfunction()

# ketway_plugin(): the same function that is installed for other people's plugins.
set(KETWAY_PLUGIN_DIR ${CMAKE_BINARY_DIR}/plugins_out)
set(KETWAY_PLUGIN_EXPORTS ${PROJECT_SOURCE_DIR}/plugin_api/plugin.version)
include(KetwayPlugin)

# ketway_test(name SOURCES ... [LIBS ...] [LABELS ...] [ENVIRONMENT ...]): a GoogleTest program and its ctest entry
function(ketway_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS;LABELS;ENVIRONMENT" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ketway_flags ${ARG_LIBS} GTest::gtest GTest::gtest_main)
  ketway_light(${name})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 900 LABELS "${ARG_LABELS}" ENVIRONMENT
    "XDG_STATE_HOME=${CMAKE_BINARY_DIR}/state;XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/cache;KETWAY_TEST_DATA=${PROJECT_SOURCE_DIR}/tests/data;KETWAY_SHARED_DATA=${PROJECT_SOURCE_DIR}/../shared/data;${ARG_ENVIRONMENT}")
endfunction()

# ketway_fuzz(name SOURCES ... LIBS ...): a libFuzzer program in fuzzers/; its corpus is tests/fuzz/corpus/<name>. The target
# `fuzzers` builds them all, and nothing else.
if(KETWAY_FUZZ)
  add_custom_target(fuzzers)
endif()
function(ketway_fuzz name)
  if(NOT KETWAY_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzzers)
  target_link_libraries(${name} PRIVATE ketway_flags ${ARG_LIBS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzzers ${name})
endfunction()
