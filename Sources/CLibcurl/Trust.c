/* Which certificates a server is verified by, and where they are. */
#include "Trust.h"

#include "CLibcurl.h"
#include "Options.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int has_lookup;

void clibcurl_prepare_lookup(const char *tls_library) {
  /* In brackets are the libraries that could be chosen instead: "OpenSSL/3.0.19 (GnuTLS/3.7.9)". */
  const char *name = tls_library != NULL ? strstr(tls_library, "OpenSSL/") : NULL;
  int is_openssl = name != NULL && (name == tls_library || name[-1] == ' ');
  has_lookup = is_openssl && clibcurl_find_openssl();
}

/* Where distributions keep the certificates that everybody trusts: the places of Go's crypto/x509, and kaniko's. */
#define DEBIAN "/etc/ssl/certs/ca-certificates.crt" /* Ubuntu, Alpine, Arch and Gentoo, too */
#define FEDORA "/etc/pki/tls/certs/ca-bundle.crt"   /* Red Hat and Amazon Linux, too */
#define OPENSUSE "/etc/ssl/ca-bundle.pem"
#define FEDORA_EXTRACTED "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"
#define ALPINE "/etc/ssl/cert.pem"
#define KANIKO "/kaniko/ssl/certs/ca-certificates.crt"
#define DEBIAN_DIRECTORY "/etc/ssl/certs"
#define FEDORA_DIRECTORY "/etc/pki/tls/certs"
#define SYSTEM_DIRECTORIES DEBIAN_DIRECTORY ":" FEDORA_DIRECTORY

static const char *const bundles[] = {DEBIAN, FEDORA, OPENSUSE, FEDORA_EXTRACTED, ALPINE, KANIKO};

static const char *system_bundle(void) {
  for (size_t i = 0; i < sizeof bundles / sizeof *bundles; i++) {
    if (access(bundles[i], R_OK) == 0) return bundles[i];
  }
  return NULL;
}

static int has_system_directory(void) {
  return access(DEBIAN_DIRECTORY, R_OK) == 0 || access(FEDORA_DIRECTORY, R_OK) == 0;
}

const char *clibcurl_missing_certificates(void) {
  if (!clibcurl_is_linked || system_bundle() != NULL) return NULL;
  return DEBIAN ", " FEDORA ", " OPENSUSE ", " FEDORA_EXTRACTED ", " ALPINE ", " KANIKO;
}

/* What can be looked up of a file and of directories. */
struct lookup_source {
  struct lookup_source *next;
  char *file, *directories; /* either can be NULL */
  clibcurl_bundle *bundle;  /* NULL where there is nothing to look up */
  int has_file;             /* whether all of the file is in the bundle */
};

static void read_source(struct lookup_source *source) {
  clibcurl_bundle *bundle = source->bundle = clibcurl_bundle_new();
  if (bundle == NULL) return;
  source->has_file = source->file != NULL && clibcurl_bundle_add_file(bundle, source->file)
                     && clibcurl_bundle_count(bundle) > 0;
  char *list = source->directories != NULL ? strdup(source->directories) : NULL, *rest = NULL;
  if (list != NULL) {
    for (char *path = strtok_r(list, ":", &rest); path != NULL; path = strtok_r(NULL, ":", &rest)) {
      clibcurl_bundle_add_directory(bundle, path);
    }
  }
  free(list);
  if (clibcurl_bundle_count(bundle) > 0) return;
  clibcurl_bundle_free(bundle);
  source->bundle = NULL;
}

static int is_same(const char *a, const char *b) { return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0); }

/* The source of these names, or NULL if there is no memory. Read once for as long as the process lives: connections are
   opened by several threads, and libcurl's stores refer to it. */
static const struct lookup_source *source_of(const char *file, const char *directories) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static struct lookup_source *all;
  pthread_mutex_lock(&lock);
  struct lookup_source *source = all;
  while (source != NULL && !(is_same(source->file, file) && is_same(source->directories, directories))) {
    source = source->next;
  }
  if (source == NULL && (source = calloc(1, sizeof *source)) != NULL) {
    source->file = file != NULL ? strdup(file) : NULL;
    source->directories = directories != NULL ? strdup(directories) : NULL;
    read_source(source);
    source->next = all;
    all = source;
  }
  pthread_mutex_unlock(&lock);
  return source;
}

/* OpenSSL asks for a certificate by its subject. */
static int find(void *lookup, int kind, const void *name, void *found) {
  enum { CERTIFICATE = 1 }; /* X509_LU_X509 */
  const struct openssl_functions *openssl = &clibcurl_openssl;
  const clibcurl_bundle *bundle = openssl->X509_LOOKUP_get_method_data(lookup);
  const unsigned char *subject, *der;
  size_t subject_count, der_count, position = 0;
  int any = 0;
  if (kind != CERTIFICATE || !openssl->X509_NAME_get0_der(name, &subject, &subject_count)) return 0;
  while ((der = clibcurl_bundle_next(bundle, subject, subject_count, &position, &der_count)) != NULL) {
    void *certificate = openssl->d2i_X509(NULL, &der, (long)der_count);
    if (certificate == NULL) continue;
    /* In the store OpenSSL looks for others of the same subject. */
    if (openssl->X509_STORE_add_cert(openssl->X509_LOOKUP_get_store(lookup), certificate) && !any) {
      any = openssl->X509_OBJECT_set1_X509(found, certificate);
    }
    openssl->X509_free(certificate);
  }
  return any;
}

static void *method;

static void make_method(void) {
  method = clibcurl_openssl.X509_LOOKUP_meth_new("certificates of a bundle");
  if (method != NULL) clibcurl_openssl.X509_LOOKUP_meth_set_get_by_subject(method, find);
}

/* libcurl calls this when it has made the context, an SSL_CTX, of a connection. */
static int add_lookup(void *easy, void *context, void *bundle) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  (void)easy;
  pthread_once(&once, make_method);
  void *store = clibcurl_openssl.SSL_CTX_get_cert_store(context);
  void *lookup = method == NULL ? NULL : clibcurl_openssl.X509_STORE_add_lookup(store, method);
  int is_added = lookup != NULL && clibcurl_openssl.X509_LOOKUP_set_method_data(lookup, bundle);
  return is_added ? CLIBCURL_OK : CLIBCURL_SSL_CACERT_BADFILE;
}

int clibcurl_trust(clibcurl_easy *easy, const char *file, const char *directories, int only_named, int look_up) {
  int (*set)(void *easy, int option, ...) = clibcurl_curl.curl_easy_setopt;
  /* libcurl's own default; it tells since 7.84. One that is linked in has none. */
  const char *used = file != NULL ? file : clibcurl_info_string(easy, INFO_CAINFO);
  if (used == NULL) used = system_bundle();
  const struct lookup_source *source = has_lookup ? source_of(look_up ? used : NULL, directories) : NULL;

  int code = CLIBCURL_OK;
  if (source != NULL && source->has_file) {
    code = set(easy, OPT_CAINFO, NULL);
  } else if (file != NULL) {
    code = set(easy, OPT_CAINFO, file);
  } else if (clibcurl_is_linked && (used != NULL || (directories == NULL && !has_system_directory()))) {
    /* Where there is nothing at all, the first place, so that libcurl reports that it is not there. */
    code = set(easy, OPT_CAINFO, used != NULL ? used : bundles[0]);
  }
  if (code != CLIBCURL_OK) return code;

  if (directories != NULL) {
    code = set(easy, OPT_CAPATH, directories);
  } else if (only_named) {
    /* Some TLS libraries have no such directory, and then none to switch off. */
    set(easy, OPT_CAPATH, NULL);
  } else if (clibcurl_is_linked) {
    code = set(easy, OPT_CAPATH, SYSTEM_DIRECTORIES);
  }
  if (code != CLIBCURL_OK || source == NULL || source->bundle == NULL) return code;

  code = set(easy, OPT_SSL_CTX_DATA, source->bundle);
  return code != CLIBCURL_OK ? code : set(easy, OPT_SSL_CTX_FUNCTION, add_lookup);
}
