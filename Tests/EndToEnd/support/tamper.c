/* Runs a program and does something to it at one of its system calls, counted over all of its threads:
 *
 *   tamper count DIR FILE PROGRAM...      writes how many there were, and how many of them `fail` counts
 *   tamper kill N PROGRAM...              ends it with SIGKILL as it makes the Nth, which is not made
 *   tamper fail DIR N ERRNO PROGRAM...    does not make the Nth, and says that it failed with ERRNO
 *
 * `fail` counts only the calls that can fail, and, where DIR is not "-", only those that name a file in DIR, by its
 * path or by an open file.
 * Ends as the program does; 128 and the signal's number where a signal ended it.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* Calls for which no such failure exists, so that the C library takes one for a bug of its own: memory, threads'
 * waiting, signals, and the end. */
static int never_fails(long number) {
  switch (number) {
  case SYS_brk: case SYS_mmap: case SYS_munmap: case SYS_mprotect: case SYS_madvise: case SYS_mremap:
  case SYS_futex: case SYS_exit: case SYS_exit_group: case SYS_execve: case SYS_clone: case SYS_clone3:
  case SYS_rt_sigaction: case SYS_rt_sigprocmask: case SYS_rt_sigreturn: case SYS_set_tid_address:
  case SYS_set_robust_list: case SYS_rseq: case SYS_restart_syscall:
    return 1;
#ifdef SYS_arch_prctl
  case SYS_arch_prctl:
    return 1;
#endif
  default:
    return 0;
  }
}

static int is_in(const char *directory, const char *path) { return !strncmp(path, directory, strlen(directory)); }

/* Whether the call's first two arguments name something in the directory. */
static int names(pid_t thread, unsigned long long number, const unsigned long long *arguments, const char *directory) {
  char link[64], path[4096];
  if (!strcmp(directory, "-")) return 1;
  /* The first argument is no file's number here. */
  if (number == SYS_socket || number == SYS_prlimit64 || number == SYS_prctl) return 0;
  if (arguments[0] < 1024) {
    snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)thread, (int)arguments[0]);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length > 0) {
      path[length] = 0;
      if (is_in(directory, path)) return 1;
    }
  }
  for (int index = 0; index < 2; index++) {
    memset(path, 0, sizeof path);
    struct iovec here = {path, sizeof path - 1}, there = {(void *)(unsigned long)arguments[index], sizeof path - 1};
    if (arguments[index] < 4096) continue;
    /* A string may end just before memory that is not there. */
    for (; there.iov_len > 0 && process_vm_readv(thread, &here, 1, &there, 1, 0) < 0; there.iov_len /= 2) {}
    if (is_in(directory, path)) return 1;
  }
  return 0;
}

static void skip_call(pid_t thread) {
#if defined(__x86_64__)
  ptrace(PTRACE_POKEUSER, thread, (void *)offsetof(struct user_regs_struct, orig_rax), (void *)-1L);
#elif defined(__aarch64__)
  int none = -1;
  struct iovec part = {&none, sizeof none};
  ptrace(PTRACE_SETREGSET, thread, (void *)NT_ARM_SYSTEM_CALL, &part);
#else
#error "say how a system call is skipped here"
#endif
}

static void set_result(pid_t thread, long result) {
#if defined(__x86_64__)
  ptrace(PTRACE_POKEUSER, thread, (void *)offsetof(struct user_regs_struct, rax), (void *)result);
#else
  struct user_regs_struct registers;
  struct iovec all = {&registers, sizeof registers};
  ptrace(PTRACE_GETREGSET, thread, (void *)NT_PRSTATUS, &all);
  registers.regs[0] = (unsigned long)result;
  ptrace(PTRACE_SETREGSET, thread, (void *)NT_PRSTATUS, &all);
#endif
}

int main(int count, char **words) {
  if (count < 6) return 64;
  const char *mode = words[1], *directory = words[2], *report = words[3];
  int fails = !strcmp(mode, "fail"), kills = !strcmp(mode, "kill"), counts = !strcmp(mode, "count");
  long target = kills ? atol(words[2]) : fails ? atol(words[3]) : -1, code = fails ? atol(words[4]) : 0;
  char **program = words + (kills ? 3 : counts ? 4 : 5);
  pid_t child = fork();
  if (child < 0) return 71;
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    execv(program[0], program);
    _exit(127);
  }
  int status;
  if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return 71;
  ptrace(PTRACE_SETOPTIONS, child, 0,
         (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL));
  ptrace(PTRACE_SYSCALL, child, 0, 0);
  long calls = 0, failable = 0;
  pid_t failing = 0;
  while (1) {
    pid_t thread = waitpid(-1, &status, __WALL);
    if (thread < 0) return 71;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (thread != child) continue;
      if (counts) {
        FILE *file = fopen(report, "w");
        if (!file) return 73;
        fprintf(file, "%ld %ld\n", calls, failable);
        fclose(file);
      }
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    int number = WSTOPSIG(status), event = status >> 16;
    if (number == (SIGTRAP | 0x80)) {
      struct __ptrace_syscall_info info;
      memset(&info, 0, sizeof info);
      ptrace(PTRACE_GET_SYSCALL_INFO, thread, (void *)sizeof info, &info);
      if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        calls++;
        int exempt = kills || never_fails((long)info.entry.nr) ||
                     !names(thread, info.entry.nr, (const unsigned long long *)info.entry.args, directory);
        if (!exempt) failable++;
        if (kills && calls == target) kill(child, SIGKILL);
        if (fails && !exempt && failable == target) {
          skip_call(thread);
          failing = thread;
        }
      } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && failing == thread) {
        set_result(thread, -code);
        failing = 0;
      }
      ptrace(PTRACE_SYSCALL, thread, 0, 0);
    } else if (event || number == SIGSTOP || number == SIGTRAP) {
      ptrace(PTRACE_SYSCALL, thread, 0, 0);
    } else {
      ptrace(PTRACE_SYSCALL, thread, 0, (void *)(long)number);
    }
  }
}
