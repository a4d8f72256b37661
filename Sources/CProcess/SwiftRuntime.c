/*
 * What keeps Swift's runtime, where it is linked in, from running or loading anything but this program.
 *
 * Three of its functions are replaced. The linker takes a program's own functions before those of an archive, so the
 * runtime's object files that hold these are not linked at all. If a later runtime needs more of those files, the link
 * fails with "duplicate symbol".
 */
#if defined(__linux__)
#include <stddef.h>
#include <string.h>

#define REPLACES_RUNTIME __attribute__((visibility("hidden")))

/*
 * The path of a program of the toolchain; the runtime asks for `swift-backtrace`, which it starts on a crash and on
 * SIGQUIT.
 *
 * The runtime would look for it next to the path in argv[0]. Docker starts a credential helper by its bare name, so
 * that place is the current directory: a file `swift-backtrace` in a checkout would be run, with the build's tokens in
 * its environment. A static program, for which the runtime reads /proc/self/exe, would abort where /proc is not
 * mounted.
 */
REPLACES_RUNTIME char *swift_copyAuxiliaryExecutablePath(const char *name) {
  (void)name;
  return NULL;
}

extern char **environ;

/*
 * Removes the runtime's variables before it reads them (101 is the first priority that programs may use). By
 * SWIFT_BACKTRACE it would run a program on a crash, by SWIFT_DEBUG_LIB_PRESPECIALIZED_PATH load a library, and by
 * others write to the streams that Docker reads.
 */
__attribute__((constructor(101))) static void remove_runtime_variables(void) {
  if (environ == NULL) return;
  char **kept = environ;
  for (char **variable = environ; *variable != NULL; variable++) {
    if (strncmp(*variable, "SWIFT_", 6) != 0) *kept++ = *variable;
  }
  *kept = NULL;
}

static int count;
static char **arguments;

#if defined(__GLIBC__)
__attribute__((constructor)) static void save_arguments(int argc, char **argv) {
  count = argc;
  arguments = argv;
}
#endif

/* The arguments. The runtime would read /proc/self/maps and search its stack, and has none where there is no /proc. */
REPLACES_RUNTIME char **_swift_stdlib_getUnsafeArgvArgc(int *argc) {
  *argc = count;
  return arguments;
}

REPLACES_RUNTIME void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc) {
  arguments = argv;
  count = argc;
}
#endif
