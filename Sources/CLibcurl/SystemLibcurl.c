#ifndef STATIC_EXECUTABLE
#include "Functions.h"

#include <dlfcn.h>

const int clibcurl_is_linked = 0;

/* By their version, as a program that links libcurl would ask for them: the unversioned names belong
   to the development packages. Debian and Ubuntu also have builds with other TLS libraries. */
static const char *const names[] = {
#if defined(__APPLE__)
    "/usr/lib/libcurl.4.dylib",
#else
    "libcurl.so.4", "libcurl-gnutls.so.4",
#endif
};

static void *library;

struct wanted {
  const char *name;
  void **address;
};

static int find_all(const struct wanted *wanted, size_t count) {
  for (size_t i = 0; i < count; i++) {
    *wanted[i].address = dlsym(library, wanted[i].name);
    if (*wanted[i].address == NULL) return 0;
  }
  return 1;
}

/* dlerror's text belongs to the loader, and is gone with its next call. */
static const char *copied_reason(void) {
  static char reason[512];
  const char *text = dlerror();
  size_t n = 0;
  for (; text != NULL && text[n] != '\0' && n < sizeof reason - 1; n++) reason[n] = text[n];
  reason[n] = '\0';
  return n > 0 ? reason : "no such library";
}

const char *clibcurl_find_curl(void) {
#define WANTED(result, name, arguments) {#name, (void **)&clibcurl_curl.name},
  static const struct wanted wanted[] = {CURL_FUNCTIONS(WANTED)};
#undef WANTED
  const char *failure = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && library == NULL; i++) {
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    /* The first name's reason is the one worth reporting. */
    if (library == NULL && failure == NULL) failure = copied_reason();
  }
  if (library == NULL) return failure;
  return find_all(wanted, sizeof wanted / sizeof *wanted) ? NULL : "it lacks a function of libcurl 7";
}

/* A library's handle finds the functions of the libraries that it links, too. */
int clibcurl_find_openssl(void) {
#define WANTED(result, name, arguments) {#name, (void **)&clibcurl_openssl.name},
  static const struct wanted wanted[] = {OPENSSL_FUNCTIONS(WANTED)};
#undef WANTED
  return find_all(wanted, sizeof wanted / sizeof *wanted);
}
#endif
