#include "CLibcurl.h"

#include "Functions.h"
#include "Options.h"
#include "Trust.h"

#include <pthread.h>
#include <stdlib.h>

struct curl_functions clibcurl_curl;
struct openssl_functions clibcurl_openssl;

static const char *failure;

static void open_once(void) {
  /* libcurl would write the keys of each connection to the file that it names: enough to read the tokens. */
  unsetenv("SSLKEYLOGFILE");
  failure = clibcurl_find_curl();
  if (failure != NULL) return;
  if (clibcurl_curl.curl_global_init(GLOBAL_ALL) != CLIBCURL_OK) {
    failure = "curl_global_init failed";
    return;
  }
  clibcurl_prepare_lookup(clibcurl_tls_library());
}

const char *clibcurl_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_once);
  return failure;
}

int clibcurl_is_linked_in(void) { return clibcurl_is_linked; }

clibcurl_easy *clibcurl_easy_new(void) { return clibcurl_curl.curl_easy_init(); }
void clibcurl_easy_reset(clibcurl_easy *easy) { clibcurl_curl.curl_easy_reset(easy); }
void clibcurl_easy_free(clibcurl_easy *easy) { clibcurl_curl.curl_easy_cleanup(easy); }
int clibcurl_easy_perform(clibcurl_easy *easy) { return clibcurl_curl.curl_easy_perform(easy); }

const char *clibcurl_message(int code) { return clibcurl_curl.curl_easy_strerror(code); }

int clibcurl_set_long(clibcurl_easy *easy, int option, long value) {
  return clibcurl_curl.curl_easy_setopt(easy, option, value);
}

int clibcurl_set_string(clibcurl_easy *easy, int option, const char *value) {
  return clibcurl_curl.curl_easy_setopt(easy, option, value);
}

int clibcurl_set_bytes(clibcurl_easy *easy, int option, const void *bytes) {
  return clibcurl_curl.curl_easy_setopt(easy, option, bytes);
}

int clibcurl_set_list(clibcurl_easy *easy, int option, clibcurl_list *list) {
  return clibcurl_curl.curl_easy_setopt(easy, option, list);
}

int clibcurl_set_body_sink(clibcurl_easy *easy, clibcurl_sink sink, void *context) {
  int code = clibcurl_curl.curl_easy_setopt(easy, OPT_WRITEFUNCTION, sink);
  return code != CLIBCURL_OK ? code : clibcurl_curl.curl_easy_setopt(easy, OPT_WRITEDATA, context);
}

int clibcurl_set_head_sink(clibcurl_easy *easy, clibcurl_sink sink, void *context) {
  int code = clibcurl_curl.curl_easy_setopt(easy, OPT_HEADERFUNCTION, sink);
  return code != CLIBCURL_OK ? code : clibcurl_curl.curl_easy_setopt(easy, OPT_HEADERDATA, context);
}

int clibcurl_set_error_buffer(clibcurl_easy *easy, char *buffer) {
  return clibcurl_curl.curl_easy_setopt(easy, OPT_ERRORBUFFER, buffer);
}

long clibcurl_info_long(clibcurl_easy *easy, int info) {
  long value = 0;
  return clibcurl_curl.curl_easy_getinfo(easy, info, &value) == CLIBCURL_OK ? value : 0;
}

double clibcurl_info_double(clibcurl_easy *easy, int info) {
  double value = 0;
  return clibcurl_curl.curl_easy_getinfo(easy, info, &value) == CLIBCURL_OK ? value : 0;
}

const char *clibcurl_info_string(clibcurl_easy *easy, int info) {
  const char *value = NULL;
  return clibcurl_curl.curl_easy_getinfo(easy, info, &value) == CLIBCURL_OK ? value : NULL;
}

/* Not curl_version: that asks libldap for its version, too, which then looks up the machine's name and loads
   SASL's plugins, for half of the time that everything else takes. */
const char *clibcurl_version(void) { return clibcurl_curl.curl_version_info(VERSION_FIRST)->version; }
const char *clibcurl_tls_library(void) { return clibcurl_curl.curl_version_info(VERSION_FIRST)->ssl_version; }

clibcurl_list *clibcurl_list_append(clibcurl_list *list, const char *text) {
  return clibcurl_curl.curl_slist_append(list, text);
}

void clibcurl_list_free(clibcurl_list *list) { clibcurl_curl.curl_slist_free_all(list); }
