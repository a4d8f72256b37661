/*
 * How libcurl reads a URL.
 */
#ifndef CURLURL_H
#define CURLURL_H

/* The host, as libcurl would connect to it; NULL where it does not take the URL. To be freed. */
char *curlurl_host(const char *url);

void curlurl_free(char *host);

#endif
