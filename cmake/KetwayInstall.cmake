# What is installed, in three components that stand alone:
#   plugin_api   find_package(ketway_plugin_api): the interface, the author's kit, ketway_plugin(). Nothing else is needed.
#   sdk          find_package(ketway): static libraries and headers of the SDK and of discovery. Needs plugin_api.
#   runtime      the command in bin, plugins with their manifests in lib/ketway/plugins
include(CMakePackageConfigHelpers)

set(KETWAY_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake)
set(KETWAY_INSTALLED_PLUGINS lib/ketway/plugins) # on every system: where the search path looks

# ketway_package(name VERSION v COMPONENT c [FILES file...]): <name>Config.cmake from cmake/<name>Config.cmake.in, its
# version file and its exported targets
function(ketway_package name)
  cmake_parse_arguments(ARG "" "VERSION;COMPONENT" "FILES" ${ARGN})
  set(folder ${KETWAY_CMAKE_DIR}/${name})
  set(AT "@") # for what the configuration file itself fills in
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/${name}Config.cmake.in
    ${PROJECT_BINARY_DIR}/install/${name}Config.cmake INSTALL_DESTINATION ${folder})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/install/${name}ConfigVersion.cmake
    VERSION ${ARG_VERSION} COMPATIBILITY SameMajorVersion)
  install(EXPORT ${name}Targets NAMESPACE ketway:: DESTINATION ${folder} COMPONENT ${ARG_COMPONENT})
  install(FILES ${PROJECT_BINARY_DIR}/install/${name}Config.cmake ${PROJECT_BINARY_DIR}/install/${name}ConfigVersion.cmake
    ${ARG_FILES} DESTINATION ${folder} COMPONENT ${ARG_COMPONENT})
endfunction()

# -- plugin_api. The package carries the interface's own number, not the product's.
file(STRINGS ${PROJECT_SOURCE_DIR}/plugin_api/include/ketway/plugin.h abi_lines REGEX "define KW_ABI_(MAJOR|MINOR) ")
string(REGEX REPLACE ".*KW_ABI_MAJOR ([0-9]+)u.*KW_ABI_MINOR ([0-9]+)u.*" "\\1.\\2" KETWAY_ABI_VERSION "${abi_lines}")
install(TARGETS ketway_plugin_api EXPORT ketway_plugin_apiTargets)
install(DIRECTORY plugin_api/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT plugin_api FILES_MATCHING
  PATTERN "*.h" PATTERN "*.hpp")
install(DIRECTORY plugin_api/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/ketway COMPONENT plugin_api)
ketway_package(ketway_plugin_api VERSION ${KETWAY_ABI_VERSION} COMPONENT plugin_api
  FILES cmake/KetwayPlugin.cmake plugin_api/plugin.version)

# -- sdk: every library of the rooms, under the name that users link: ketway::sdk, ketway::discovery, ...
set(ketway_rooms circuit language schema compiler statistics network world codec journal postgres core sdk discovery health monitor)
set(installed_rooms)
foreach(room ${ketway_rooms})
  if(TARGET ketway_${room})
    set_target_properties(ketway_${room} PROPERTIES EXPORT_NAME ${room})
    install(TARGETS ketway_${room} EXPORT ketwayTargets
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk)
    list(APPEND installed_rooms ${room})
  endif()
endforeach()
foreach(folder sdk discovery health monitor)
  if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/include)
    install(DIRECTORY ${folder}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk FILES_MATCHING
      PATTERN "*.hpp")
  endif()
endforeach()
# Static libraries name what they link, so the package must find it: read off the rooms, so that it cannot go stale.
set(links)
foreach(room ${installed_rooms})
  foreach(property LINK_LIBRARIES INTERFACE_LINK_LIBRARIES)
    get_target_property(libraries ketway_${room} ${property})
    list(APPEND links ${libraries})
  endforeach()
endforeach()
string(REGEX MATCHALL "[A-Za-z0-9_]+::[A-Za-z0-9_]+" links "${links}")
list(REMOVE_DUPLICATES links)
set(boost_components)
set(packages)
foreach(link ${links})
  string(REGEX REPLACE "::.*" "" package ${link})
  string(REGEX REPLACE ".*::" "" component ${link})
  if(package STREQUAL "Boost")
    list(APPEND boost_components ${component})
  elseif(package STREQUAL "SQLite")
    list(APPEND packages SQLite3)
  elseif(NOT package MATCHES "^(ketway|Threads|nlohmann_json)$")
    list(APPEND packages ${package})
  endif()
endforeach()
list(REMOVE_DUPLICATES packages)
list(REMOVE_ITEM packages PostgreSQL) # only for those who link ketway::postgres
list(REMOVE_ITEM boost_components headers boost)
list(JOIN boost_components " " boost_components)
set(KETWAY_FIND_DEPENDENCIES)
if(links MATCHES "Boost::")
  string(APPEND KETWAY_FIND_DEPENDENCIES "find_dependency(Boost 1.81")
  if(boost_components)
    string(APPEND KETWAY_FIND_DEPENDENCIES " COMPONENTS ${boost_components}")
  endif()
  string(APPEND KETWAY_FIND_DEPENDENCIES ")\n")
endif()
foreach(package ${packages})
  string(APPEND KETWAY_FIND_DEPENDENCIES "find_dependency(${package})\n")
endforeach()

if(installed_rooms)
  ketway_package(ketway VERSION ${PROJECT_VERSION} COMPONENT sdk)
endif()

# -- runtime
if(TARGET ketway)
  install(TARGETS ketway RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
endif()
foreach(plugin local ibm google braket azure ionq rigetti slurm python)
  if(TARGET ketway_plugin_${plugin})
    install(TARGETS ketway_plugin_${plugin} LIBRARY DESTINATION ${KETWAY_INSTALLED_PLUGINS} COMPONENT runtime)
    get_target_property(manifest ketway_plugin_${plugin} KETWAY_MANIFEST)
    if(manifest)
      install(FILES ${manifest} DESTINATION ${KETWAY_INSTALLED_PLUGINS} COMPONENT runtime)
    endif()
  endif()
endforeach()

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT plugin_api)
