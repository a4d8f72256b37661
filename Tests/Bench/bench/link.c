/* A link between two network namespaces, on which every packet takes its time: `link PID PID MILLISECONDS`, the
 * processes whose namespaces they are, and the round trip. Makes the device bench0 in each, prints a line, and serves until it is
 * stopped. What TCP does on it is TCP's own: handshake, slow start, acknowledgements.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

struct packet {
  struct packet *next;
  double due;
  ssize_t count;
  char bytes[2048];
};

struct queue {
  struct packet *first, **end;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int open_device(const char *process) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%s/ns/net", process);
  int namespace = open(path, O_RDONLY | O_CLOEXEC);
  if (namespace < 0 || setns(namespace, CLONE_NEWNET) != 0) return -1;
  close(namespace);
  int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  struct ifreq request;
  memset(&request, 0, sizeof request);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  strcpy(request.ifr_name, "bench0");
  return device < 0 || ioctl(device, TUNSETIFF, &request) != 0 ? -1 : device;
}

/* Takes what a device has sent, to be delivered later. */
static void receive(int device, struct queue *queue, double delay) {
  while (1) {
    struct packet *packet = malloc(sizeof *packet);
    if (packet == NULL) return;
    packet->count = read(device, packet->bytes, sizeof packet->bytes);
    if (packet->count <= 0) {
      free(packet);
      return;
    }
    packet->due = now() + delay;
    packet->next = NULL;
    *queue->end = packet;
    queue->end = &packet->next;
  }
}

/* Delivers what is due. Returns when the next one is. */
static double deliver(struct queue *queue, int device) {
  double time = now();
  while (queue->first != NULL && queue->first->due <= time) {
    struct packet *packet = queue->first;
    queue->first = packet->next;
    if (queue->first == NULL) queue->end = &queue->first;
    /* A packet that the device does not take is lost, as on any link. */
    ssize_t written = write(device, packet->bytes, (size_t)packet->count);
    (void)written;
    free(packet);
  }
  return queue->first != NULL ? queue->first->due : time + 1000;
}

int main(int count, char **words) {
  if (count != 4) return 64;
  int devices[2] = {open_device(words[1]), open_device(words[2])};
  if (devices[0] < 0 || devices[1] < 0) {
    perror("link");
    return 1;
  }
  double delay = atof(words[3]) / 2;
  struct queue queues[2] = {{NULL, &queues[0].first}, {NULL, &queues[1].first}};
  puts("ready");
  fflush(stdout);
  while (1) {
    double next = now() + 1000;
    for (int i = 0; i < 2; i++) {
      double due = deliver(&queues[i], devices[!i]);
      if (due < next) next = due;
    }
    struct pollfd files[2] = {{devices[0], POLLIN, 0}, {devices[1], POLLIN, 0}};
    double wait = next - now();
    if (wait < 0) wait = 0;
    struct timespec time = {(time_t)(wait / 1e3), (long)((wait - 1e3 * (double)(time_t)(wait / 1e3)) * 1e6)};
    ppoll(files, 2, &time, NULL);
    for (int i = 0; i < 2; i++) {
      if (files[i].revents & POLLIN) receive(devices[i], &queues[i], delay);
    }
  }
}
