#define _GNU_SOURCE

#include "CertificateBundle.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct piece {
  const unsigned char *bytes;
  size_t count;
};

struct certificate {
  struct piece der, subject;
};

/* What one text has become; certificates point into it. */
struct decoded {
  struct decoded *next;
  unsigned char bytes[];
};

struct clibcurl_bundle {
  struct certificate *certificates;
  size_t count, room;
  struct decoded *decoded;
};

clibcurl_bundle *clibcurl_bundle_new(void) { return calloc(1, sizeof(clibcurl_bundle)); }

void clibcurl_bundle_free(clibcurl_bundle *bundle) {
  if (bundle == NULL) return;
  for (struct decoded *next, *one = bundle->decoded; one != NULL; one = next) {
    next = one->next;
    free(one);
  }
  free(bundle->certificates);
  free(bundle);
}

size_t clibcurl_bundle_count(const clibcurl_bundle *bundle) { return bundle->count; }

/* The value of each base64 digit (RFC 4648). A table, since a system's bundle has 200,000 of them. */
enum { BLANK = 64, NO_DIGIT = 65 };
static unsigned char values[256];

static void make_values(void) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  memset(values, NO_DIGIT, sizeof values);
  for (unsigned char value = 0; value < 64; value++) values[(unsigned char)digits[value]] = value;
  values['\n'] = values['\r'] = values[' '] = values['\t'] = BLANK;
}

/* Decodes base64 up to the first character that does not belong to it, where it leaves `*text`. Returns the end of
   what it wrote, or NULL for what is not whole groups of four. */
static unsigned char *decode(const char **text, const char *end, unsigned char *out) {
  uint32_t bits = 0;
  int count = 0, padding = 0;
  const char *at = *text;
  for (; at < end; at++) {
    unsigned char value = values[(unsigned char)*at];
    if (value == BLANK) continue;
    if (*at == '=') {
      padding++;
      continue;
    }
    if (value == NO_DIGIT) break;
    if (padding > 0) return NULL;
    bits = bits << 6 | value;
    if (++count == 4) {
      *out++ = (unsigned char)(bits >> 16);
      *out++ = (unsigned char)(bits >> 8);
      *out++ = (unsigned char)bits;
      count = 0;
    }
  }
  *text = at;
  if (count == 0 && padding == 0) return out;
  if (count < 2 || count + padding != 4) return NULL;
  *out++ = (unsigned char)(bits >> (count == 3 ? 10 : 4));
  if (count == 3) *out++ = (unsigned char)(bits >> 2);
  return out;
}

/* Takes an element of a tag from the front of some DER (X.690). */
static int take(struct piece *from, unsigned char tag, struct piece *whole, struct piece *content) {
  const unsigned char *bytes = from->bytes;
  if (from->count < 2 || bytes[0] != tag) return 0;
  size_t header = 2, length = bytes[1];
  if (length & 0x80) {
    size_t digits = length & 0x7f;
    if (digits == 0 || digits > 3 || from->count < 2 + digits) return 0;
    length = 0;
    for (size_t i = 0; i < digits; i++) length = length << 8 | bytes[2 + i];
    header += digits;
  }
  if (from->count - header < length) return 0;
  if (whole != NULL) *whole = (struct piece){bytes, header + length};
  if (content != NULL) *content = (struct piece){bytes + header, length};
  from->bytes += header + length;
  from->count -= header + length;
  return 1;
}

/* https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
static int find_subject(struct certificate *certificate) {
  enum { INTEGER = 0x02, SEQUENCE = 0x30, VERSION = 0xa0 };
  struct piece all = certificate->der, outer, body;
  if (!take(&all, SEQUENCE, NULL, &outer) || all.count != 0 || !take(&outer, SEQUENCE, NULL, &body)) return 0;
  take(&body, VERSION, NULL, NULL);                /* not there in version 1 */
  return take(&body, INTEGER, NULL, NULL)          /* serial number */
         && take(&body, SEQUENCE, NULL, NULL)      /* signature algorithm */
         && take(&body, SEQUENCE, NULL, NULL)      /* issuer */
         && take(&body, SEQUENCE, NULL, NULL)      /* validity */
         && take(&body, SEQUENCE, &certificate->subject, NULL);
}

static struct certificate *new_certificate(clibcurl_bundle *bundle) {
  if (bundle->count == bundle->room) {
    size_t room = bundle->room == 0 ? 256 : 2 * bundle->room;
    struct certificate *more = realloc(bundle->certificates, room * sizeof *more);
    if (more == NULL) return NULL;
    bundle->certificates = more;
    bundle->room = room;
  }
  return &bundle->certificates[bundle->count++];
}

/* Whether the text at `*at` is this line, with blanks after it or none; moves on to the line's end. */
static int take_line(const char **at, const char *end, const char *line) {
  size_t length = strlen(line);
  if ((size_t)(end - *at) < length || memcmp(*at, line, length) != 0) return 0;
  const char *rest = *at + length;
  while (rest < end && (*rest == ' ' || *rest == '\t' || *rest == '\r')) rest++;
  if (rest < end && *rest != '\n') return 0;
  *at = rest;
  return 1;
}

int clibcurl_bundle_add(clibcurl_bundle *bundle, const char *text, size_t count) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make_values);
  /* Never longer than the text that it is decoded from. */
  struct decoded *decoded = malloc(sizeof *decoded + count);
  if (decoded == NULL) return 0;
  size_t before = bundle->count;
  unsigned char *out = decoded->bytes;
  const char *end = text + count, *at = text;
  while ((at = memmem(at, (size_t)(end - at), "-----", 5)) != NULL) {
    int is_at_line_start = at == text || at[-1] == '\n';
    struct certificate *certificate = new_certificate(bundle);
    if (certificate == NULL || !is_at_line_start || !take_line(&at, end, "-----BEGIN CERTIFICATE-----")) goto undo;
    unsigned char *after = decode(&at, end, out);
    if (after == NULL || at[-1] != '\n' || !take_line(&at, end, "-----END CERTIFICATE-----")) goto undo;
    certificate->der = (struct piece){out, (size_t)(after - out)};
    if (!find_subject(certificate)) goto undo;
    out = after;
  }
  decoded->next = bundle->decoded;
  bundle->decoded = decoded;
  return 1;
undo:
  bundle->count = before;
  free(decoded);
  return 0;
}

const unsigned char *clibcurl_bundle_next(
    const clibcurl_bundle *bundle, const unsigned char *subject, size_t subject_count, size_t *position,
    size_t *certificate_count) {
  while (*position < bundle->count) {
    const struct certificate *certificate = &bundle->certificates[(*position)++];
    if (certificate->subject.count != subject_count) continue;
    if (memcmp(certificate->subject.bytes, subject, subject_count) != 0) continue;
    *certificate_count = certificate->der.count;
    return certificate->der.bytes;
  }
  return NULL;
}
