#define _GNU_SOURCE

#include "CertificateBundle.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* 75 times as large as Debian's bundle. */
enum { SIZE_LIMIT = 16 << 20 };

/* Reads a regular file, in a directory that is open; the caller frees it. Not mapped: a file that somebody shortens
   meanwhile would end the program by SIGBUS. */
static char *read_file(int directory, const char *path, size_t limit, size_t *count) {
  /* Opening a FIFO would wait for a writer. */
  int file = openat(directory, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return NULL;
  struct stat status;
  char *text = NULL;
  if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 && (size_t)status.st_size <= limit) {
    text = malloc((size_t)status.st_size);
  }
  *count = 0;
  while (text != NULL && *count < (size_t)status.st_size) {
    ssize_t n = read(file, text + *count, (size_t)status.st_size - *count);
    if (n <= 0) break;
    *count += (size_t)n;
  }
  close(file);
  return text;
}

int clibcurl_bundle_add_file(clibcurl_bundle *bundle, const char *path) {
  size_t count;
  char *text = read_file(AT_FDCWD, path, SIZE_LIMIT, &count);
  int is_added = text != NULL && clibcurl_bundle_add(bundle, text, count);
  free(text);
  return is_added;
}

/* 0123abcd.0 */
static int is_hash_name(const char *name) {
  int i = 0;
  for (; i < 8; i++) {
    if (!((name[i] >= '0' && name[i] <= '9') || (name[i] >= 'a' && name[i] <= 'f'))) return 0;
  }
  return name[i] == '.' && name[i + 1] >= '0' && name[i + 1] <= '9';
}

void clibcurl_bundle_add_directory(clibcurl_bundle *bundle, const char *path) {
  DIR *directory = opendir(path);
  if (directory == NULL) return;
  int has_hash_names = 0;
  for (struct dirent *entry; !has_hash_names && (entry = readdir(directory)) != NULL;) {
    has_hash_names = is_hash_name(entry->d_name);
  }
  rewinddir(directory);
  size_t left = SIZE_LIMIT;
  for (struct dirent *entry; !has_hash_names && left > 0 && (entry = readdir(directory)) != NULL;) {
    size_t count;
    char *text = read_file(dirfd(directory), entry->d_name, left, &count);
    if (text == NULL) continue;
    clibcurl_bundle_add(bundle, text, count);
    left -= count;
    free(text);
  }
  closedir(directory);
}
