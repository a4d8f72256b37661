/*
 * glibc has arc4random since 2.36, and Debian 12's libstdc++.a uses it: the only reason why a program that is built
 * there would not start with glibc 2.35, as on Ubuntu 22.04.
 */
#if defined(__linux__)
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

__attribute__((visibility("hidden"))) uint32_t arc4random(void) {
  uint32_t value;
  /* Not interrupted: so few bytes are given at once, as soon as the kernel has any (random(7)). */
  if (getrandom(&value, sizeof value, 0) != sizeof value) abort();
  return value;
}
#endif
