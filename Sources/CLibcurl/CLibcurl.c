#include "CLibcurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#if defined(__has_include)
#if __has_include(<curl/curl.h>)
#include <curl/curl.h>
#define SAME(ours, theirs) _Static_assert((int)(ours) == (int)(theirs), #ours " is not " #theirs)
SAME(CLIBCURL_OK, CURLE_OK);
SAME(CLIBCURL_UNSUPPORTED_PROTOCOL, CURLE_UNSUPPORTED_PROTOCOL);
SAME(CLIBCURL_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_PROXY);
SAME(CLIBCURL_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_HOST);
SAME(CLIBCURL_COULDNT_CONNECT, CURLE_COULDNT_CONNECT);
SAME(CLIBCURL_WEIRD_SERVER_REPLY, CURLE_WEIRD_SERVER_REPLY);
SAME(CLIBCURL_HTTP2, CURLE_HTTP2);
SAME(CLIBCURL_PARTIAL_FILE, CURLE_PARTIAL_FILE);
SAME(CLIBCURL_WRITE_ERROR, CURLE_WRITE_ERROR);
SAME(CLIBCURL_OPERATION_TIMEDOUT, CURLE_OPERATION_TIMEDOUT);
SAME(CLIBCURL_SSL_CONNECT_ERROR, CURLE_SSL_CONNECT_ERROR);
SAME(CLIBCURL_GOT_NOTHING, CURLE_GOT_NOTHING);
SAME(CLIBCURL_SEND_ERROR, CURLE_SEND_ERROR);
SAME(CLIBCURL_RECV_ERROR, CURLE_RECV_ERROR);
SAME(CLIBCURL_PEER_FAILED_VERIFICATION, CURLE_PEER_FAILED_VERIFICATION);
SAME(CLIBCURL_FILESIZE_EXCEEDED, CURLE_FILESIZE_EXCEEDED);
SAME(CLIBCURL_SSL_CACERT_BADFILE, CURLE_SSL_CACERT_BADFILE);
SAME(CLIBCURL_HTTP2_STREAM, CURLE_HTTP2_STREAM);
SAME(CLIBCURL_PROXY, CURLE_PROXY);
SAME(CLIBCURL_OPT_POSTFIELDSIZE, CURLOPT_POSTFIELDSIZE);
SAME(CLIBCURL_OPT_NOBODY, CURLOPT_NOBODY);
SAME(CLIBCURL_OPT_SSL_VERIFYPEER, CURLOPT_SSL_VERIFYPEER);
SAME(CLIBCURL_OPT_SSL_VERIFYHOST, CURLOPT_SSL_VERIFYHOST);
SAME(CLIBCURL_OPT_NOSIGNAL, CURLOPT_NOSIGNAL);
SAME(CLIBCURL_OPT_SSLVERSION, CURLOPT_SSLVERSION);
SAME(CLIBCURL_OPT_FOLLOWLOCATION, CURLOPT_FOLLOWLOCATION);
SAME(CLIBCURL_OPT_MAXFILESIZE, CURLOPT_MAXFILESIZE);
SAME(CLIBCURL_OPT_TIMEOUT_MS, CURLOPT_TIMEOUT_MS);
SAME(CLIBCURL_OPT_CONNECTTIMEOUT_MS, CURLOPT_CONNECTTIMEOUT_MS);
SAME(CLIBCURL_OPT_SUPPRESS_CONNECT_HEADERS, CURLOPT_SUPPRESS_CONNECT_HEADERS);
#if LIBCURL_VERSION_NUM >= 0x075700
SAME(CLIBCURL_OPT_QUICK_EXIT, CURLOPT_QUICK_EXIT);
#endif
SAME(CLIBCURL_OPT_URL, CURLOPT_URL);
SAME(CLIBCURL_OPT_PROXY, CURLOPT_PROXY);
SAME(CLIBCURL_OPT_POSTFIELDS, CURLOPT_POSTFIELDS);
SAME(CLIBCURL_OPT_USERAGENT, CURLOPT_USERAGENT);
SAME(CLIBCURL_OPT_HTTPHEADER, CURLOPT_HTTPHEADER);
SAME(CLIBCURL_OPT_CUSTOMREQUEST, CURLOPT_CUSTOMREQUEST);
SAME(CLIBCURL_OPT_CAINFO, CURLOPT_CAINFO);
SAME(CLIBCURL_OPT_CAPATH, CURLOPT_CAPATH);
SAME(CLIBCURL_OPT_NOPROXY, CURLOPT_NOPROXY);
SAME(CLIBCURL_INFO_RESPONSE_CODE, CURLINFO_RESPONSE_CODE);
SAME(CLIBCURL_INFO_HTTP_CONNECTCODE, CURLINFO_HTTP_CONNECTCODE);
SAME(CLIBCURL_INFO_PRIMARY_IP, CURLINFO_PRIMARY_IP);
SAME(CLIBCURL_INFO_TOTAL_TIME, CURLINFO_TOTAL_TIME);
SAME(CLIBCURL_INFO_NAMELOOKUP_TIME, CURLINFO_NAMELOOKUP_TIME);
SAME(CLIBCURL_INFO_CONNECT_TIME, CURLINFO_CONNECT_TIME);
SAME(CLIBCURL_INFO_APPCONNECT_TIME, CURLINFO_APPCONNECT_TIME);
SAME(CLIBCURL_PROTOCOLS_HTTP_AND_HTTPS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
SAME(CLIBCURL_SSLVERSION_TLSv1_2, CURL_SSLVERSION_TLSv1_2);
SAME(CLIBCURL_ERROR_SIZE, CURL_ERROR_SIZE);
#endif
#endif

/* Not needed by Swift, so not in the header; checked in the same way below. */
enum {
  GLOBAL_ALL = 3,
  OPT_WRITEDATA = 10001,
  OPT_ERRORBUFFER = 10010,
  OPT_HEADERDATA = 10029,
  OPT_WRITEFUNCTION = 20011,
  OPT_HEADERFUNCTION = 20079,
  VERSION_FIRST = 0
};

#ifdef SAME
SAME(GLOBAL_ALL, CURL_GLOBAL_ALL);
SAME(OPT_WRITEDATA, CURLOPT_WRITEDATA);
SAME(OPT_ERRORBUFFER, CURLOPT_ERRORBUFFER);
SAME(OPT_HEADERDATA, CURLOPT_HEADERDATA);
SAME(OPT_WRITEFUNCTION, CURLOPT_WRITEFUNCTION);
SAME(OPT_HEADERFUNCTION, CURLOPT_HEADERFUNCTION);
SAME(VERSION_FIRST, CURLVERSION_FIRST);
#endif

/* The oldest version of what curl_version_info gives; every later one begins with it. */
struct version_info {
  int age;
  const char *version;
  unsigned int version_num;
  const char *host;
  int features;
  const char *ssl_version;
};

static struct {
  int (*global_init)(long flags);
  void *(*easy_init)(void);
  void (*easy_reset)(void *easy);
  void (*easy_cleanup)(void *easy);
  int (*easy_perform)(void *easy);
  const char *(*easy_strerror)(int code);
  const struct version_info *(*version_info)(int version);
  int (*easy_setopt)(void *easy, int option, ...);
  int (*easy_getinfo)(void *easy, int info, ...);
  void *(*slist_append)(void *list, const char *text);
  void (*slist_free_all)(void *list);
} curl;

#ifdef SAME
#define SAME_PLACE(field) SAME(offsetof(struct version_info, field), offsetof(curl_version_info_data, field))
SAME_PLACE(version);
SAME_PLACE(ssl_version);
#endif

static const char *failure;

/* By their version, as a program that links libcurl would ask for them: the unversioned names belong
   to the development packages. Debian and Ubuntu also have builds with other TLS libraries. */
static const char *const names[] = {
#if defined(__APPLE__)
    "/usr/lib/libcurl.4.dylib",
#else
    "libcurl.so.4", "libcurl-gnutls.so.4",
#endif
};

static void open_once(void) {
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && library == NULL; i++) {
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    /* The first name's reason is the one worth telling. */
    if (library == NULL && failure == NULL) {
      static char reason[512];
      const char *text = dlerror();
      size_t n = 0;
      for (; text != NULL && text[n] != '\0' && n < sizeof reason - 1; n++) reason[n] = text[n];
      reason[n] = '\0';
      failure = reason;
    }
  }
  if (library == NULL) {
    if (failure == NULL) failure = "no such library";
    return;
  }
  failure = NULL;
  struct {
    const char *name;
    void **function;
  } const wanted[] = {
      {"curl_global_init", (void **)&curl.global_init},
      {"curl_easy_init", (void **)&curl.easy_init},
      {"curl_easy_reset", (void **)&curl.easy_reset},
      {"curl_easy_cleanup", (void **)&curl.easy_cleanup},
      {"curl_easy_perform", (void **)&curl.easy_perform},
      {"curl_easy_strerror", (void **)&curl.easy_strerror},
      {"curl_version_info", (void **)&curl.version_info},
      {"curl_easy_setopt", (void **)&curl.easy_setopt},
      {"curl_easy_getinfo", (void **)&curl.easy_getinfo},
      {"curl_slist_append", (void **)&curl.slist_append},
      {"curl_slist_free_all", (void **)&curl.slist_free_all},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    *wanted[i].function = dlsym(library, wanted[i].name);
    if (*wanted[i].function == NULL) {
      failure = "it lacks a function of libcurl 7";
      return;
    }
  }
  if (curl.global_init(GLOBAL_ALL) != CLIBCURL_OK) failure = "curl_global_init failed";
}

const char *clibcurl_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_once);
  return failure;
}

clibcurl_easy *clibcurl_easy_new(void) { return curl.easy_init(); }
void clibcurl_easy_reset(clibcurl_easy *easy) { curl.easy_reset(easy); }
void clibcurl_easy_free(clibcurl_easy *easy) { curl.easy_cleanup(easy); }
int clibcurl_easy_perform(clibcurl_easy *easy) { return curl.easy_perform(easy); }

int clibcurl_looks_certificates_up(void) {
  /* In brackets are the libraries that could be chosen instead: "OpenSSL/3.0.19 (GnuTLS/3.7.9)". */
  const char *library = clibcurl_tls_library(), *name = library != NULL ? strstr(library, "OpenSSL/") : NULL;
  return name != NULL && (name == library || name[-1] == ' ');
}

const char *clibcurl_message(int code) { return curl.easy_strerror(code); }

int clibcurl_set_long(clibcurl_easy *easy, int option, long value) {
  return curl.easy_setopt(easy, option, value);
}

int clibcurl_set_string(clibcurl_easy *easy, int option, const char *value) {
  return curl.easy_setopt(easy, option, value);
}

int clibcurl_set_bytes(clibcurl_easy *easy, int option, const void *bytes) {
  return curl.easy_setopt(easy, option, bytes);
}

int clibcurl_set_list(clibcurl_easy *easy, int option, clibcurl_list *list) {
  return curl.easy_setopt(easy, option, list);
}

int clibcurl_set_body_sink(clibcurl_easy *easy, clibcurl_sink sink, void *context) {
  int code = curl.easy_setopt(easy, OPT_WRITEFUNCTION, sink);
  return code != CLIBCURL_OK ? code : curl.easy_setopt(easy, OPT_WRITEDATA, context);
}

int clibcurl_set_head_sink(clibcurl_easy *easy, clibcurl_sink sink, void *context) {
  int code = curl.easy_setopt(easy, OPT_HEADERFUNCTION, sink);
  return code != CLIBCURL_OK ? code : curl.easy_setopt(easy, OPT_HEADERDATA, context);
}

int clibcurl_set_error_buffer(clibcurl_easy *easy, char *buffer) {
  return curl.easy_setopt(easy, OPT_ERRORBUFFER, buffer);
}

long clibcurl_info_long(clibcurl_easy *easy, int info) {
  long value = 0;
  return curl.easy_getinfo(easy, info, &value) == CLIBCURL_OK ? value : 0;
}

double clibcurl_info_double(clibcurl_easy *easy, int info) {
  double value = 0;
  return curl.easy_getinfo(easy, info, &value) == CLIBCURL_OK ? value : 0;
}

const char *clibcurl_info_string(clibcurl_easy *easy, int info) {
  const char *value = NULL;
  return curl.easy_getinfo(easy, info, &value) == CLIBCURL_OK ? value : NULL;
}

/* Not curl_version: that asks libldap for its version, too, which then looks up the machine's name and loads
   SASL's plugins, for half of the time that everything else takes. */
const char *clibcurl_version(void) { return curl.version_info(VERSION_FIRST)->version; }
const char *clibcurl_tls_library(void) { return curl.version_info(VERSION_FIRST)->ssl_version; }

clibcurl_list *clibcurl_list_append(clibcurl_list *list, const char *text) {
  return curl.slist_append(list, text);
}

void clibcurl_list_free(clibcurl_list *list) { curl.slist_free_all(list); }
