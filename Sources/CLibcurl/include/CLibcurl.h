/*
 * libcurl, opened when it is first needed.
 *
 * Loading libcurl and what it links costs several milliseconds a process, and a password that comes from the cache
 * needs no network: so the program does not link it, but for a static executable, which has it linked in. Building
 * needs no headers of it either: the constants are declared here, and Constants.c checks them against <curl/curl.h>
 * where that is installed. curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: each argument
 * type has a function of its own.
 */
#ifndef CLIBCURL_H
#define CLIBCURL_H

#include "CertificateBundle.h"

#include <stddef.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#define CLIBCURL_NULLABLE _Nullable
#else
#define CLIBCURL_NULLABLE
#endif

/* https://curl.se/libcurl/c/libcurl-errors.html */
enum clibcurl_code {
  CLIBCURL_OK = 0,
  CLIBCURL_UNSUPPORTED_PROTOCOL = 1,
  CLIBCURL_COULDNT_RESOLVE_PROXY = 5,
  CLIBCURL_COULDNT_RESOLVE_HOST = 6,
  CLIBCURL_COULDNT_CONNECT = 7,
  CLIBCURL_WEIRD_SERVER_REPLY = 8,
  CLIBCURL_HTTP2 = 16,
  CLIBCURL_PARTIAL_FILE = 18,
  CLIBCURL_WRITE_ERROR = 23,
  CLIBCURL_OPERATION_TIMEDOUT = 28,
  CLIBCURL_SSL_CONNECT_ERROR = 35,
  CLIBCURL_GOT_NOTHING = 52,
  CLIBCURL_SEND_ERROR = 55,
  CLIBCURL_RECV_ERROR = 56,
  CLIBCURL_PEER_FAILED_VERIFICATION = 60,
  CLIBCURL_FILESIZE_EXCEEDED = 63,
  CLIBCURL_SSL_CACERT_BADFILE = 77,
  CLIBCURL_HTTP2_STREAM = 92,
  CLIBCURL_PROXY = 97
};

/* https://curl.se/libcurl/c/curl_easy_setopt.html; the ten thousands say the argument's type */
enum clibcurl_option {
  CLIBCURL_OPT_NOBODY = 44,
  CLIBCURL_OPT_POSTFIELDSIZE = 60,
  CLIBCURL_OPT_SSL_VERIFYPEER = 64,
  CLIBCURL_OPT_SSL_VERIFYHOST = 81,
  CLIBCURL_OPT_NOSIGNAL = 99,
  CLIBCURL_OPT_SSLVERSION = 32,
  CLIBCURL_OPT_FOLLOWLOCATION = 52,
  CLIBCURL_OPT_MAXFILESIZE = 114,
  CLIBCURL_OPT_PROTOCOLS = 181,
  CLIBCURL_OPT_TIMEOUT_MS = 155,
  CLIBCURL_OPT_CONNECTTIMEOUT_MS = 156,
  CLIBCURL_OPT_SUPPRESS_CONNECT_HEADERS = 265,
  CLIBCURL_OPT_QUICK_EXIT = 322, /* since 7.87; unknown, and so without effect, before */
  CLIBCURL_OPT_URL = 10002,
  CLIBCURL_OPT_PROXY = 10004,
  CLIBCURL_OPT_POSTFIELDS = 10015,
  CLIBCURL_OPT_USERAGENT = 10018,
  CLIBCURL_OPT_HTTPHEADER = 10023,
  CLIBCURL_OPT_CUSTOMREQUEST = 10036,
  CLIBCURL_OPT_NOPROXY = 10177
};

enum clibcurl_info {
  CLIBCURL_INFO_RESPONSE_CODE = 0x200002,
  CLIBCURL_INFO_HTTP_CONNECTCODE = 0x200016,
  CLIBCURL_INFO_PRIMARY_IP = 0x100020,
  /* In seconds since the transfer began. */
  CLIBCURL_INFO_TOTAL_TIME = 0x300003,
  CLIBCURL_INFO_NAMELOOKUP_TIME = 0x300004,
  CLIBCURL_INFO_CONNECT_TIME = 0x300005,
  CLIBCURL_INFO_APPCONNECT_TIME = 0x300021
};

/* Arguments of CLIBCURL_OPT_SSLVERSION, CLIBCURL_OPT_SSL_VERIFYHOST and CLIBCURL_OPT_PROTOCOLS */
enum clibcurl_argument {
  CLIBCURL_SSLVERSION_TLSv1_2 = 6,
  CLIBCURL_VERIFYHOST_MATCH = 2,
  CLIBCURL_PROTOCOLS_HTTP_AND_HTTPS = 3
};

/* Called with a piece of the body, or one line of the head; returns how many bytes it took: fewer
   than `count` end the transfer with CLIBCURL_WRITE_ERROR. */
typedef size_t (*clibcurl_sink)(char *bytes, size_t size, size_t count, void *CLIBCURL_NULLABLE context);

typedef struct clibcurl_easy clibcurl_easy;
typedef struct clibcurl_list clibcurl_list;

/* Opens libcurl. Returns NULL when it is there (or was before), otherwise the dynamic loader's reason. Thread-safe.
   Every function below that takes a handle needs it to have succeeded. */
const char *CLIBCURL_NULLABLE clibcurl_open(void);

/* Whether libcurl is part of the program (`make static`), rather than the system's. */
int clibcurl_is_linked_in(void);

clibcurl_easy *CLIBCURL_NULLABLE clibcurl_easy_new(void);
void clibcurl_easy_reset(clibcurl_easy *easy);
void clibcurl_easy_free(clibcurl_easy *easy);
int clibcurl_easy_perform(clibcurl_easy *easy);
const char *clibcurl_message(int code);

int clibcurl_set_long(clibcurl_easy *easy, int option, long value);
int clibcurl_set_string(clibcurl_easy *easy, int option, const char *CLIBCURL_NULLABLE value);
/*
 * Sets what servers' certificates are verified by.
 * `file`: PEM certificates to use in place of the system's; NULL: the system's.
 * `directories`: directories of certificates, with colons between them, to use in addition; NULL: the system's, or none
 * with `only_named`.
 * `look_up`: with OpenSSL, read only the certificates that are needed. One is found by the exact name of its issuer; for
 * a chain that cannot be verified so, OpenSSL's own reading has to be tried.
 * Returns a clibcurl_code.
 */
int clibcurl_trust(clibcurl_easy *easy, const char *CLIBCURL_NULLABLE file, const char *CLIBCURL_NULLABLE directories,
                   int only_named, int look_up);
/* The places where a linked libcurl looks for the system's certificates, if there are none in any of them. */
const char *CLIBCURL_NULLABLE clibcurl_missing_certificates(void);
/* `bytes` must stay where they are until the transfer is over. */
int clibcurl_set_bytes(clibcurl_easy *easy, int option, const void *CLIBCURL_NULLABLE bytes);
int clibcurl_set_list(clibcurl_easy *easy, int option, clibcurl_list *CLIBCURL_NULLABLE list);
int clibcurl_set_body_sink(clibcurl_easy *easy, clibcurl_sink sink, void *CLIBCURL_NULLABLE context);
int clibcurl_set_head_sink(clibcurl_easy *easy, clibcurl_sink sink, void *CLIBCURL_NULLABLE context);
/* `buffer` has at least CLIBCURL_ERROR_SIZE bytes, and stays until the handle is reset or freed. */
int clibcurl_set_error_buffer(clibcurl_easy *easy, char *buffer);
enum { CLIBCURL_ERROR_SIZE = 256 };

long clibcurl_info_long(clibcurl_easy *easy, int info);
double clibcurl_info_double(clibcurl_easy *easy, int info);
/* What it returns belongs to the handle. */
const char *CLIBCURL_NULLABLE clibcurl_info_string(clibcurl_easy *easy, int info);
/* libcurl's own version: "7.88.1". */
const char *clibcurl_version(void);
/* The TLS library and its version, "OpenSSL/3.0.19"; NULL where libcurl has none. */
const char *CLIBCURL_NULLABLE clibcurl_tls_library(void);

/* Returns the list with a copy of `text` at its end (`list` NULL: a new one), or NULL if there is no
   memory; `list` is then unchanged. */
clibcurl_list *CLIBCURL_NULLABLE clibcurl_list_append(clibcurl_list *CLIBCURL_NULLABLE list, const char *text);
void clibcurl_list_free(clibcurl_list *CLIBCURL_NULLABLE list);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
