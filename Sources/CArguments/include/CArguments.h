/*
 * The program's arguments, as the C runtime hands them to initialisers.
 *
 * On Linux, Swift's CommandLine.arguments reads /proc/self/cmdline, and is empty where /proc is not
 * mounted: in a chroot, and in the simplest containers.
 */
#ifndef CARGUMENTS_H
#define CARGUMENTS_H

/* How many there are, the program's own name included; 0 where the C library does not tell (musl). */
int carguments_count(void);

/* The argument at an index from 0 to one less than the count. */
const char *carguments_at(int index);

#endif
