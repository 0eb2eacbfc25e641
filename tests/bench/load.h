/**
 * What the generators in C share: a clock, the CPU time of a process, a connection, and latencies by microsecond.
 *
 * @module
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MAX_EVENTS = 512, SLOWEST_US = 10 * 1000 * 1000, DRAIN_NS = 2000000000 };

static uint32_t histogram[SLOWEST_US + 1]; /* by microsecond */
static int64_t latencies, slowest_ns;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/** CPU time of all threads of a process, in seconds. */
static double cpu_seconds(const char *pid) {
  char path[64], text[1024];
  unsigned long user, system;
  snprintf(path, sizeof path, "/proc/%s/stat", pid);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[length] = 0;
  char *rest = strrchr(text, ')'); /* The name before it may contain anything. */
  if (!rest || sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) return 0;
  return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

static int open_connection(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) die("socket");
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

/** Allows as many connections as the hard limit does. */
static void raise_file_limit(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static void note(int64_t latency_ns) {
  int64_t us = latency_ns / 1000;
  histogram[us < SLOWEST_US ? us : SLOWEST_US]++;
  latencies++;
  if (latency_ns > slowest_ns) slowest_ns = latency_ns;
}

static int64_t percentile(double part) {
  int64_t left = latencies * part;
  for (int us = 0; us <= SLOWEST_US; us++) {
    if ((left -= histogram[us]) <= 0) return us;
  }
  return SLOWEST_US;
}
