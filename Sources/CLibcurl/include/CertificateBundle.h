/*
 * PEM certificates, indexed by their subjects and not yet parsed.
 *
 * OpenSSL parses all of a bundle for each connection: more than 140 certificates, three times in a run, which takes
 * longer than everything else together. Verification needs one of them: the one that the server's chain ends in.
 */
#ifndef CLIBCURL_CERTIFICATE_BUNDLE_H
#define CLIBCURL_CERTIFICATE_BUNDLE_H

#include <stddef.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#define BUNDLE_NULLABLE _Nullable
#else
#define BUNDLE_NULLABLE
#endif

typedef struct clibcurl_bundle clibcurl_bundle;

/* An empty bundle, or NULL if there is no memory. */
clibcurl_bundle *BUNDLE_NULLABLE clibcurl_bundle_new(void);
void clibcurl_bundle_free(clibcurl_bundle *BUNDLE_NULLABLE bundle);

/*
 * Adds the certificates of a PEM text (RFC 7468), which is not needed afterwards. Returns whether all of the text was
 * understood; otherwise nothing is added, and OpenSSL has to read it: what is encrypted, a TRUSTED CERTIFICATE, a key,
 * a list of revoked certificates, broken base64 or DER. Text outside of the blocks is a comment.
 */
int clibcurl_bundle_add(clibcurl_bundle *bundle, const char *text, size_t count);

/* The same with a regular file of at most 16 MiB. */
int clibcurl_bundle_add_file(clibcurl_bundle *bundle, const char *path);

/*
 * Adds every file of a directory that is understood, up to 16 MiB of them. Not where files have names by which OpenSSL
 * finds certificates (`openssl rehash`: 0123abcd.0): it opens only the one that it needs.
 */
void clibcurl_bundle_add_directory(clibcurl_bundle *bundle, const char *path);

/* How many certificates there are. */
size_t clibcurl_bundle_count(const clibcurl_bundle *bundle);

/*
 * The next certificate, in DER, that has this subject, in DER; NULL when there is no more. `*position` begins with 0
 * and belongs to the search. What is returned belongs to the bundle.
 */
const unsigned char *BUNDLE_NULLABLE clibcurl_bundle_next(
    const clibcurl_bundle *bundle, const unsigned char *subject, size_t subject_count, size_t *position,
    size_t *certificate_count);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#undef BUNDLE_NULLABLE
#endif
