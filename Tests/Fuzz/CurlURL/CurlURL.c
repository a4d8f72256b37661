#include "CurlURL.h"

#include <curl/curl.h>

char *curlurl_host(const char *url) {
  char *host = NULL;
  CURLU *parts = curl_url();
  if (parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK) curl_url_get(parts, CURLUPART_HOST, &host, 0);
  curl_url_cleanup(parts);
  return host;
}

void curlurl_free(char *host) { curl_free(host); }
