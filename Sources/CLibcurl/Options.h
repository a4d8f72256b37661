/* Constants of libcurl that Swift does not need, so that they are not in CLibcurl.h; checked by Constants.c, too. */
#ifndef CLIBCURL_OPTIONS_H
#define CLIBCURL_OPTIONS_H

enum {
  GLOBAL_ALL = 3,
  OPT_WRITEDATA = 10001,
  OPT_ERRORBUFFER = 10010,
  OPT_HEADERDATA = 10029,
  OPT_CAINFO = 10065,
  OPT_CAPATH = 10097,
  OPT_SSL_CTX_DATA = 10109,
  OPT_WRITEFUNCTION = 20011,
  OPT_HEADERFUNCTION = 20079,
  OPT_SSL_CTX_FUNCTION = 20108,
  INFO_CAINFO = 0x10003d, /* since 7.84; unknown, and so without an answer, before */
  VERSION_FIRST = 0
};

#endif
