# How every target of the project is compiled, and the three ways to declare one.
#
#   restante_library(base DEPS ... [OUTSIDE ...] [PCH asio])   a folder of sources is a static library
#   restante_program(restanted SOURCES ... DEPS ...)
#   restante_test(unit_base SOURCES ... DEPS ...)              a doctest executable, run by CTest
#
# DEPS is the library's row in docs/architecture.md: tests/tidy holds that nothing else is included.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

set(RESTANTE_SANITIZE "" CACHE STRING "Sanitizers for everything, as -fsanitize= takes them")
option(RESTANTE_FUZZ "Build the libFuzzer targets (needs clang)" OFF)
option(RESTANTE_WERROR "Warnings are errors" ON)
# A library from nothing in half the time; one file of it again takes longer, so not where people work.
option(RESTANTE_UNITY "Compile a library's files in groups" OFF)

find_program(CCACHE ccache)
if(CCACHE)
    # A precompiled header's own time stamps change in every build folder; its contents do not. By the compiler's
    # own list of what it read (CCACHE_DEPEND) a miss costs no second run of the preprocessor.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime"
        CCACHE_DEPEND=1 "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" ${CCACHE})
endif()

find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
# Linked statically, as every start of the daemon would load it.
find_path(NETTLE_INCLUDE_DIR nettle/sha1.h REQUIRED)
find_library(NETTLE_LIBRARY NAMES libnettle.a REQUIRED)
add_library(Nettle::nettle UNKNOWN IMPORTED)
set_target_properties(Nettle::nettle PROPERTIES IMPORTED_LOCATION ${NETTLE_LIBRARY}
                      INTERFACE_INCLUDE_DIRECTORIES ${NETTLE_INCLUDE_DIR})
find_package(CLI11 REQUIRED)
find_package(doctest REQUIRED)

# -O2: what Debian builds with; -O3 makes the programs larger and no benchmark of ours faster.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

add_library(restante_options INTERFACE)
target_compile_options(restante_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                       $<$<BOOL:${RESTANTE_WERROR}>:-Werror>
                       # Below half a GiB GCC need not look for garbage: a tenth of its time.
                       $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=524288>
                       # GCC 12 warns falsely inside its own std::string (PR 105329, 105651) and under sanitizers.
                       "$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-maybe-uninitialized;-Wno-tsan>"
                       $<$<CXX_COMPILER_ID:Clang>:-Wno-unused-command-line-argument>)
target_compile_definitions(restante_options INTERFACE
    RESTANTE_VERSION="${PROJECT_VERSION}" BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)
target_link_options(restante_options INTERFACE -Wl,--as-needed)
target_link_libraries(restante_options INTERFACE Threads::Threads)
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    # Line tables are enough for a sanitizer report, and link four times faster than full debug data. Tests run a fifth
    # longer at -O0 than at -O1, and compile in half the time; a fuzzer runs for minutes.
    target_compile_options(restante_options INTERFACE $<IF:$<BOOL:${RESTANTE_FUZZ}>,-O1,-O0> -g1 -fno-omit-frame-pointer)
endif()
if(RESTANTE_SANITIZE)
    # GCC checks at each use of a member for null, which ASan reports as well, and for its type: half of what it compiles.
    target_compile_options(restante_options INTERFACE -fsanitize=${RESTANTE_SANITIZE} -fno-sanitize-recover=all
                           $<$<CXX_COMPILER_ID:GNU>:-fno-sanitize=vptr,null>)
    target_link_options(restante_options INTERFACE -fsanitize=${RESTANTE_SANITIZE})
endif()
if(RESTANTE_FUZZ)
    target_compile_options(restante_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

set(RESTANTE_PCH_std <algorithm> <array> <cstdint> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <unordered_map> <utility> <variant> <vector> <fmt/format.h> <tl/expected.hpp>)
set(RESTANTE_PCH_json ${RESTANTE_PCH_std} <boost/json.hpp>)
set(RESTANTE_PCH_asio ${RESTANTE_PCH_json} <boost/asio.hpp>)
set(RESTANTE_PCH_beast ${RESTANTE_PCH_asio} <boost/beast.hpp>)
set(RESTANTE_PCH_cli ${RESTANTE_PCH_json} <CLI/CLI.hpp>)

# Commands parse arguments and print; what takes time is in the libraries. A fifth less to compile.
set(RESTANTE_CLI_OPTIONS $<$<CONFIG:Release>:-O1>)

# Each precompiled header is made once and shared: one per target would cost more than it saves on two cores.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch/empty.cpp CONTENT "")
foreach(kind std json asio beast cli)
    add_library(restante_pch_${kind} OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/pch/empty.cpp)
    target_link_libraries(restante_pch_${kind} PRIVATE fmt::fmt tl::expected restante_options)
    if(NOT kind STREQUAL "std")
        target_link_libraries(restante_pch_${kind} PRIVATE Boost::json)
    endif()
    if(kind STREQUAL "cli")
        target_compile_options(restante_pch_${kind} PRIVATE ${RESTANTE_CLI_OPTIONS})
    endif()
    if(NOT RESTANTE_FUZZ)
        target_precompile_headers(restante_pch_${kind} PRIVATE ${RESTANTE_PCH_${kind}})
    endif()
endforeach()

function(_restante_common target)
    cmake_parse_arguments(ARG "" "PCH;TIMEOUT" "SOURCES;DEPS;OUTSIDE;LABELS" ${ARGN})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/server ${CMAKE_SOURCE_DIR}
                               ${CMAKE_SOURCE_DIR}/tests)
    list(TRANSFORM ARG_DEPS PREPEND restante_)
    target_link_libraries(${target} PUBLIC ${ARG_DEPS} fmt::fmt tl::expected PRIVATE ${ARG_OUTSIDE} restante_options)
    if(NOT ARG_PCH)
        set(ARG_PCH std)
    endif()
    if(ARG_PCH STREQUAL "cli")
        target_compile_options(${target} PRIVATE ${RESTANTE_CLI_OPTIONS})
    endif()
    if(NOT RESTANTE_FUZZ)
        target_precompile_headers(${target} REUSE_FROM restante_pch_${ARG_PCH})
    endif()
endfunction()

function(restante_library name)
    cmake_parse_arguments(ARG "" "PCH" "SOURCES;DEPS;OUTSIDE" ${ARGN})
    if(NOT ARG_SOURCES)
        file(GLOB ARG_SOURCES CONFIGURE_DEPENDS *.cpp)
        list(FILTER ARG_SOURCES EXCLUDE REGEX "/main\\.cpp$")
    endif()
    add_library(restante_${name} STATIC ${ARG_SOURCES})
    # What tests share brings doctest's own implementation.
    if(RESTANTE_UNITY AND NOT name STREQUAL "support")
        set_target_properties(restante_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
        # GCC takes what is in a group's files for what is in headers.
        target_compile_options(restante_${name} PRIVATE -Wno-subobject-linkage)
    endif()
    _restante_common(restante_${name} ${ARGN})
endfunction()

function(restante_program name)
    cmake_parse_arguments(ARG "" "PCH" "SOURCES;DEPS;OUTSIDE" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    _restante_common(${name} ${ARGN})
endfunction()

function(restante_test name)
    cmake_parse_arguments(ARG "" "PCH;TIMEOUT" "SOURCES;DEPS;OUTSIDE;LABELS" ${ARGN})
    if(NOT TARGET restante_doctest_main)
        add_library(restante_doctest_main OBJECT EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/tests/support/doctest_main.cpp)
        target_link_libraries(restante_doctest_main PRIVATE doctest::doctest restante_options)
    endif()
    add_executable(${name} ${ARG_SOURCES} $<TARGET_OBJECTS:restante_doctest_main>)
    _restante_common(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE doctest::doctest)
    # doctest installs as <doctest/doctest.h> on Debian
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
    target_compile_definitions(${name} PRIVATE RESTANTE_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                               RESTANTE_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
endfunction()
