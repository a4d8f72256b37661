/*
 * What a process can only do, or know, in C.
 */
#ifndef CPROCESS_H
#define CPROCESS_H

/*
 * The program's arguments, as the C runtime hands them to initialisers. On Linux, Swift's
 * CommandLine.arguments reads /proc/self/cmdline, and is empty where /proc is not mounted: in a chroot,
 * and in the simplest containers.
 */

/* How many there are, the program's own name included; 0 where the C library does not tell (musl). */
int cprocess_argument_count(void);

/* The argument at an index from 0 to one less than the count. */
const char *cprocess_argument(int index);

/* The environment, as `NAME=VALUE`, up to a null pointer; Swift cannot use the C library's variable for it. */
const char *const *cprocess_environment(void);

/*
 * A pipe that no other program inherits, made so in one step where the system can: another thread may be
 * starting a program at that moment. As `pipe`, it returns 0, or -1 with errno.
 */
int cprocess_pipe(int ends[2]);

/*
 * Makes a write to a pipe that nobody reads any more an error of that write. A SIGPIPE that somebody
 * else sends still ends the program: simply ignoring the signal would make it deaf to that one, too, and
 * every program that it starts.
 */
void cprocess_survive_broken_pipes(void);

/*
 * Lets nobody but the superuser have a copy of the process's memory. A crash leaves no core file; on Linux
 * no other process of the user can attach to this one, or read its memory and environment through /proc.
 * Programs that it starts leave no core file either, by the soft limit; the hard limit stays.
 */
void cprocess_keep_memory_private(void);

#endif
