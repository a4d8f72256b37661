/*
 * What a process can only do, or know, in C.
 */
#ifndef CPROCESS_H
#define CPROCESS_H

#include <sys/types.h>

/* The environment, as `NAME=VALUE`, up to a null pointer; Swift cannot use the C library's variable for it. */
const char *const *cprocess_environment(void);

/*
 * A pipe that no other program inherits, made so in one step where the system can: another thread may be
 * starting a program at that moment. As `pipe`, it returns 0, or -1 with errno.
 */
int cprocess_pipe(int ends[2]);

/*
 * Makes a write to a pipe that nobody reads any more (SIGPIPE), and one beyond the size that files may have
 * (SIGXFSZ), an error of that write. Such a signal that somebody else sends still ends the program: simply
 * ignoring it would make it deaf to that one, too, and every program that it starts.
 */
void cprocess_ignore_sigpipe(void);

/*
 * From now on a signal that ends this program (SIGINT, SIGTERM, SIGHUP, SIGQUIT) is sent to another process,
 * too, or to a group of them by its number less than 0; to nobody with 0. For a program in a group of its own,
 * which would not get what is sent to ours.
 */
void cprocess_forward_signals(pid_t target);

/*
 * Makes a crash, and SIGQUIT, end the program and do nothing else. No handler survives the start of a program, so one
 * that is there was installed by Swift's runtime: it runs `swift-backtrace`, where SWIFT_BACKTRACE or the place of the
 * runtime's library names one.
 */
void cprocess_reset_fatal_signals(void);

/*
 * Lets nobody but the superuser have a copy of the process's memory. A crash leaves no core file; on Linux
 * no other process of the user can attach to this one, or read its memory and environment through /proc.
 * Programs that it starts leave no core file either, by the soft limit; the hard limit stays.
 */
void cprocess_disable_core_dumps(void);

#endif
