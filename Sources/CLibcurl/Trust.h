#ifndef CLIBCURL_TRUST_H
#define CLIBCURL_TRUST_H

#include "Functions.h"

/* Finds out whether certificates can be looked up one by one: only with OpenSSL. After libcurl was found. */
void clibcurl_prepare_lookup(const char *tls_library) CLIBCURL_INTERNAL;

#endif
