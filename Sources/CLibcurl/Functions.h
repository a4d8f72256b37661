/*
 * The functions of libcurl and OpenSSL that are used, by their addresses.
 *
 * Where the addresses come from is the only difference between the two forms of the program: SystemLibcurl.c loads the
 * system's libcurl when it is first needed, LinkedLibcurl.c has libcurl linked in.
 */
#ifndef CLIBCURL_FUNCTIONS_H
#define CLIBCURL_FUNCTIONS_H

#include <stddef.h>

/* The oldest version of what curl_version_info returns; every later one begins with it. */
struct curl_version {
  int age;
  const char *version;
  unsigned int version_num;
  const char *host;
  int features;
  const char *ssl_version;
};

/* https://curl.se/libcurl/c/allfuncs.html */
#define CURL_FUNCTIONS(FUNCTION)                                      \
  FUNCTION(int, curl_global_init, (long flags))                       \
  FUNCTION(void *, curl_easy_init, (void))                            \
  FUNCTION(void, curl_easy_reset, (void *easy))                       \
  FUNCTION(void, curl_easy_cleanup, (void *easy))                     \
  FUNCTION(int, curl_easy_perform, (void *easy))                      \
  FUNCTION(const char *, curl_easy_strerror, (int code))              \
  FUNCTION(const struct curl_version *, curl_version_info, (int age)) \
  FUNCTION(int, curl_easy_setopt, (void *easy, int option, ...))      \
  FUNCTION(int, curl_easy_getinfo, (void *easy, int info, ...))       \
  FUNCTION(void *, curl_slist_append, (void *list, const char *text)) \
  FUNCTION(void, curl_slist_free_all, (void *list))

/* https://docs.openssl.org/3.0/man3/X509_LOOKUP_meth_new/: since OpenSSL 1.1.0. The types are OpenSSL's own. */
#define OPENSSL_FUNCTIONS(FUNCTION)                                                                           \
  FUNCTION(void *, X509_LOOKUP_meth_new, (const char *name))                                                  \
  FUNCTION(int, X509_LOOKUP_meth_set_get_by_subject,                                                          \
           (void *method, int (*find)(void *lookup, int kind, const void *name, void *found)))                \
  FUNCTION(void *, X509_STORE_add_lookup, (void *store, void *method))                                        \
  FUNCTION(void *, SSL_CTX_get_cert_store, (const void *context))                                             \
  FUNCTION(int, X509_LOOKUP_set_method_data, (void *lookup, void *data))                                      \
  FUNCTION(void *, X509_LOOKUP_get_method_data, (const void *lookup))                                         \
  FUNCTION(void *, X509_LOOKUP_get_store, (const void *lookup))                                               \
  FUNCTION(int, X509_NAME_get0_der, (const void *name, const unsigned char **bytes, size_t *count))           \
  FUNCTION(void *, d2i_X509, (void *reused, const unsigned char **bytes, long count))                         \
  FUNCTION(int, X509_STORE_add_cert, (void *store, void *certificate))                                        \
  FUNCTION(int, X509_OBJECT_set1_X509, (void *object, void *certificate))                                     \
  FUNCTION(void, X509_free, (void *certificate))

#define FUNCTION_POINTER(result, name, arguments) result(*name) arguments;
struct curl_functions {
  CURL_FUNCTIONS(FUNCTION_POINTER)
};
struct openssl_functions {
  OPENSSL_FUNCTIONS(FUNCTION_POINTER)
};
#undef FUNCTION_POINTER

#define CLIBCURL_INTERNAL __attribute__((visibility("hidden")))

extern struct curl_functions clibcurl_curl CLIBCURL_INTERNAL;
extern struct openssl_functions clibcurl_openssl CLIBCURL_INTERNAL;

/* Finds libcurl's functions, and before that does what must be done before any of them is called. Returns NULL, or why
   they cannot be found. */
const char *clibcurl_find_curl(void) CLIBCURL_INTERNAL;

/* Finds OpenSSL's functions, where libcurl was found. Returns whether all of them are there. */
int clibcurl_find_openssl(void) CLIBCURL_INTERNAL;

/* Whether libcurl and OpenSSL are part of the program, so that neither knows this system's directories. */
extern const int clibcurl_is_linked CLIBCURL_INTERNAL;

#endif
