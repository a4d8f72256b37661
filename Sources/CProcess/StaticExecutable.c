/*
 * Functions of the C library that would load libraries, in a program that has no dynamic loader: see `make static`.
 *
 * glibc's own would bring a loader into the program, for libraries that work only with the very version of glibc that
 * the program was built with. Nothing here needs them: OpenSSL asks for the engines and providers that its configuration
 * names, which is not read, and Swift's runtime for a library that a debugging variable names.
 */
#ifdef STATIC_EXECUTABLE
#define _GNU_SOURCE

#include <dlfcn.h>
#include <pwd.h>
#include <stddef.h>
#include <stdio.h>

void *dlopen(const char *name, int mode) {
  (void)name;
  (void)mode;
  return NULL;
}

void *dlsym(void *library, const char *name) {
  (void)library;
  (void)name;
  return NULL;
}

int dlclose(void *library) {
  (void)library;
  return -1;
}

char *dlerror(void) {
  static char text[] = "a static executable loads no libraries";
  return text;
}

/* From /etc/passwd alone: glibc's own loads what /etc/nsswitch.conf names. */
struct passwd *getpwuid(uid_t user) {
  FILE *file = fopen("/etc/passwd", "re");
  if (file == NULL) return NULL;
  struct passwd *entry;
  do {
    entry = fgetpwent(file);
  } while (entry != NULL && entry->pw_uid != user);
  fclose(file);
  return entry;
}
#endif
