#include "CArguments.h"
#include <stdlib.h> /* defines __GLIBC__ where the C library is glibc */

static int count;
static char **arguments;

#if defined(__GLIBC__) || defined(__APPLE__)
__attribute__((constructor)) static void keep(int argc, char **argv) {
  count = argc;
  arguments = argv;
}
#endif

int carguments_count(void) { return count; }

const char *carguments_at(int index) { return arguments[index]; }
