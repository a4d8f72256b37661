/* libcurl and OpenSSL as parts of a static executable: see `make static`. */
#ifdef STATIC_EXECUTABLE
#define _GNU_SOURCE
#include "Functions.h"

#include <nss.h>

const int clibcurl_is_linked = 1;

/* Strong references: a library that is missing is an error of the link. */
#define DECLARATION(result, name, arguments) result name arguments;
CURL_FUNCTIONS(DECLARATION)
OPENSSL_FUNCTIONS(DECLARATION)
#undef DECLARATION

const char *clibcurl_find_curl(void) {
#define ADDRESS(result, name, arguments) clibcurl_curl.name = name;
  CURL_FUNCTIONS(ADDRESS)
#undef ADDRESS
  /* Names by /etc/hosts and DNS, whatever /etc/nsswitch.conf says: glibc has these two built in. It would load
     everything else from libraries of the very version that it is itself. */
  __nss_configure_lookup("hosts", "files dns");
  return NULL;
}

int clibcurl_find_openssl(void) {
#define ADDRESS(result, name, arguments) clibcurl_openssl.name = name;
  OPENSSL_FUNCTIONS(ADDRESS)
#undef ADDRESS
  return 1;
}
#endif
