# Cross-compiles for 64-bit Arm with Debian's compiler. The libraries come from TELLERSIGHT_SYSROOT, a folder that Debian
# packages of that architecture were unpacked into (native/arm/build.ts does it).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TELLERSIGHT_SYSROOT)

set(CMAKE_FIND_ROOT_PATH ${TELLERSIGHT_SYSROOT} /usr/aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${TELLERSIGHT_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${TELLERSIGHT_SYSROOT})
# What is built goes onto a board, where the sysroot is not: no path to it may stay inside.
set(CMAKE_SKIP_RPATH ON)
