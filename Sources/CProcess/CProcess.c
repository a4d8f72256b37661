#define _GNU_SOURCE

#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif
#include <unistd.h>

extern char **environ;

const char *const *cprocess_environment(void) { return (const char *const *)environ; }

/* The kernel sends a signal for a write in the name of the process that writes; on Apple's, in nobody's. */
static void on_failed_write(int number, siginfo_t *info, void *context) {
  (void)context;
#if defined(__APPLE__)
  if (info->si_pid == 0) return;
#endif
  if (info->si_pid == getpid()) return;
  signal(number, SIG_DFL);
  raise(number);
}

int cprocess_pipe(int ends[2]) {
#if defined(__APPLE__)
  if (pipe(ends) != 0) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return 0;
#else
  return pipe2(ends, O_CLOEXEC);
#endif
}

void cprocess_ignore_sigpipe(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_failed_write;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGPIPE, &action, NULL);
  sigaction(SIGXFSZ, &action, NULL);
}

/* A process's number, or a group's less than 0; 0 is nobody. Lock-free, so that a handler may read it. */
static _Atomic pid_t signal_target;

static void on_end(int number) {
  int before = errno;
  pid_t target = signal_target;
  if (target != 0) kill(target, number);
  signal(number, SIG_DFL);
  raise(number);
  /* The first process of a container is not ended by it. */
  errno = before;
}

void cprocess_forward_signals(pid_t target) {
  static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  struct sigaction action;
  signal_target = target;
  if (target == 0) return;
  for (size_t index = 0; index < sizeof ending / sizeof *ending; index++) {
    /* What is ignored stays ignored. */
    if (sigaction(ending[index], NULL, &action) != 0 || action.sa_handler != SIG_DFL) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_end;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(ending[index], &action, NULL);
  }
}

void cprocess_reset_fatal_signals(void) {
  static const int fatal[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
  struct sigaction action;
  for (size_t index = 0; index < sizeof fatal / sizeof *fatal; index++) {
    /* What is ignored stays ignored. */
    if (sigaction(fatal[index], NULL, &action) == 0 && action.sa_handler != SIG_IGN) signal(fatal[index], SIG_DFL);
  }
}

void cprocess_disable_core_dumps(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_CORE, &limit) == 0) {
    limit.rlim_cur = 0;
    setrlimit(RLIMIT_CORE, &limit);
  }
#if defined(__linux__)
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
