/* Runs a program that sees another time of day: `clock SECONDS PROGRAM...`, so many seconds ahead, or behind if negative.
 *
 * How time passes is not changed, nor is any other clock. Nothing is loaded into the program, so that it can be a static
 * one. Ends as the program does; 128 and the signal's number where a signal ended it.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Not every system has this call; it returns the time, and stores it where its argument is not null. */
#ifndef SYS_time
#define SYS_time 0xffff
#endif

/* Stops the program at the calls that tell the time, and at no others. */
static int trace_clocks(void) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_gettimeofday, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_time, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static struct __ptrace_syscall_info info_of(pid_t thread) {
  struct __ptrace_syscall_info info;
  memset(&info, 0, sizeof info);
  ptrace(PTRACE_GET_SYSCALL_INFO, thread, (void *)sizeof info, &info);
  return info;
}

/* Hides the kernel's page of code that tells the time without a call, from a program that has just been loaded: its
 * stack has the arguments, the environment and the auxiliary vector, each with a null word at its end. */
static void hide_vdso(pid_t thread) {
  unsigned long place = info_of(thread).stack_pointer + sizeof(long);
  for (int list = 0; list < 2; list++) {
    while (ptrace(PTRACE_PEEKDATA, thread, (void *)place, 0) != 0) place += sizeof(long);
    place += sizeof(long);
  }
  for (long type; (type = ptrace(PTRACE_PEEKDATA, thread, (void *)place, 0)) != AT_NULL; place += 2 * sizeof(long)) {
    if (type == AT_SYSINFO_EHDR) ptrace(PTRACE_POKEDATA, thread, (void *)place, (void *)AT_IGNORE);
  }
}

/* Lets the call that a thread has stopped at be made, and changes the time of day that it tells, if it does. */
static void shift(pid_t thread, long seconds) {
  struct __ptrace_syscall_info info = info_of(thread);
  if (info.op != PTRACE_SYSCALL_INFO_SECCOMP) return;
  unsigned long number = info.seccomp.nr, clock = info.seccomp.args[0], place = info.seccomp.args[0];
  if (number == SYS_clock_gettime) {
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) return;
    place = info.seccomp.args[1];
  }
  int status;
  ptrace(PTRACE_SYSCALL, thread, 0, 0);
  if (waitpid(thread, &status, __WALL) != thread || !WIFSTOPPED(status)) return;
  /* The seconds come first in whatever is written. */
  if (place != 0) {
    long now = ptrace(PTRACE_PEEKDATA, thread, (void *)place, 0);
    ptrace(PTRACE_POKEDATA, thread, (void *)place, (void *)(now + seconds));
  }
#if defined(__x86_64__)
  if (number == SYS_time) {
    void *result = (void *)offsetof(struct user_regs_struct, rax);
    long now = ptrace(PTRACE_PEEKUSER, thread, result, 0);
    ptrace(PTRACE_POKEUSER, thread, result, (void *)(now + seconds));
  }
#endif
}

int main(int count, char **words) {
  if (count < 3) return 64;
  long seconds = atol(words[1]);
  pid_t child = fork();
  if (child < 0) return 71;
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    if (!trace_clocks()) _exit(71);
    execv(words[2], words + 2);
    _exit(127);
  }
  int status;
  if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return 71;
  ptrace(PTRACE_SETOPTIONS, child, 0,
         (void *)(PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                  PTRACE_O_TRACEVFORK | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
  ptrace(PTRACE_CONT, child, 0, 0);
  while (1) {
    pid_t thread = waitpid(-1, &status, __WALL);
    if (thread < 0) return 71;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (thread != child) continue;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    int number = WSTOPSIG(status), event = status >> 16;
    if (event == PTRACE_EVENT_EXEC) hide_vdso(thread);
    if (event == PTRACE_EVENT_SECCOMP) shift(thread, seconds);
    int is_signal = event == 0 && number != SIGSTOP && number != SIGTRAP && number != (SIGTRAP | 0x80);
    ptrace(PTRACE_CONT, thread, 0, (void *)(long)(is_signal ? number : 0));
  }
}
