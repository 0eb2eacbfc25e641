/**
 * The load generator: keeps DEPTH requests in flight on each of many connections, from one thread, for as little CPU a
 * request as the system allows, since its own limit would flatten every ratio. load.ts is the same where there is no C
 * compiler.
 *
 * usage: load PORT CONNECTIONS DEPTH WARMUP_MS MEASURE_MS LINES_PER_REPLY PID FILE LINES_PER_REQUEST
 *
 * FILE holds requests of one length, each with LINES_PER_REQUEST line feeds, the last of which ends it; connection I repeats
 * request I. A reply has LINES_PER_REPLY line feeds.
 * PID is the process whose CPU time is read when the measurement begins and ends. Prints one line of JSON, times in
 * microseconds.
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

enum { MAX_DEPTH = 256, MAX_EVENTS = 512, BUFFER = 1 << 16, SLOWEST_US = 10 * 1000 * 1000, DRAIN_NS = 2000000000 };

struct peer {
  int fd, lines, first, in_flight; /* `lines`: of a reply that is not yet whole; `first`: oldest of `sent` */
  const char *requests;            /* DEPTH times the same */
  int64_t sent[MAX_DEPTH];
};

static struct peer *peers;
static int connections, depth, lines_per_reply, request_length, in_flight;
static int64_t begin_ns, end_ns; /* of the measurement */
static uint32_t *histogram;      /* by microsecond */
static int64_t replies, bytes, latencies, slowest_ns;

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

/** Waits for one reply on each connection, so that all are accepted before the load begins. */
static void open_connections(int port) {
  for (int i = 0; i < connections; i++) {
    peers[i].fd = open_connection(port);
    if (write(peers[i].fd, peers[i].requests, request_length) != request_length) die("write");
  }
  for (int i = 0; i < connections; i++) {
    char byte;
    for (int lines = 0; lines < lines_per_reply; lines += byte == '\n') {
      if (read(peers[i].fd, &byte, 1) != 1) die("read");
    }
    fcntl(peers[i].fd, F_SETFL, O_NONBLOCK);
  }
}

/** Reads FILE and gives each connection its requests. */
static void assign_requests(const char *path, int lines_per_request) {
  FILE *file = fopen(path, "r");
  if (!file) die(path);
  char line[4096], *all[4096];
  int count = 0;
  while (count < 4096 && fgets(line, sizeof line, file)) {
    for (int lines = 1; lines < lines_per_request; lines++) {
      int length = strlen(line);
      if (!fgets(line + length, sizeof line - length, file)) die(path);
    }
    request_length = strlen(line);
    all[count] = malloc((size_t)request_length * depth + 1);
    for (int i = 0; i < depth; i++) memcpy(all[count] + i * request_length, line, request_length);
    count++;
  }
  fclose(file);
  for (int i = 0; i < connections; i++) peers[i].requests = all[i % count];
}

static void send_requests(struct peer *peer, int count, int64_t now) {
  for (int i = 0; i < count; i++) peer->sent[(peer->first + peer->in_flight++) % depth] = now;
  in_flight += count;
  ssize_t length = (ssize_t)count * request_length;
  /* What is in flight always fits into the buffers of the system, so a part is a fault. */
  if (write(peer->fd, peer->requests, length) != length) die("write");
}

static void note(int64_t latency_ns) {
  int64_t us = latency_ns / 1000;
  histogram[us < SLOWEST_US ? us : SLOWEST_US]++;
  latencies++;
  if (latency_ns > slowest_ns) slowest_ns = latency_ns;
}

static void receive(struct peer *peer) {
  static char buffer[BUFFER];
  ssize_t length = read(peer->fd, buffer, sizeof buffer);
  if (length <= 0) die("read");
  int64_t now = now_ns();
  for (ssize_t i = 0; i < length; i++) peer->lines += buffer[i] == '\n';
  int count = peer->lines / lines_per_reply;
  peer->lines %= lines_per_reply;
  if (count > peer->in_flight) die("more replies than requests");
  for (int i = 0; i < count; i++, peer->first = (peer->first + 1) % depth) {
    if (now >= begin_ns) note(now - peer->sent[peer->first]);
  }
  peer->in_flight -= count;
  in_flight -= count;
  if (now >= end_ns) return;
  if (now >= begin_ns) {
    replies += count;
    bytes += length;
  }
  if (count > 0) send_requests(peer, count, now);
}

static int64_t percentile(double part) {
  int64_t left = latencies * part;
  for (int us = 0; us <= SLOWEST_US; us++) {
    if ((left -= histogram[us]) <= 0) return us;
  }
  return SLOWEST_US;
}

int main(int argc, char **argv) {
  if (argc != 10) return fprintf(stderr, "usage: see load.c\n"), 2;
  connections = atoi(argv[2]);
  depth = atoi(argv[3]);
  lines_per_reply = atoi(argv[6]);
  if (depth > MAX_DEPTH) return fprintf(stderr, "at most %d in flight\n", MAX_DEPTH), 2;
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  peers = calloc(connections, sizeof *peers);
  histogram = calloc(SLOWEST_US + 1, sizeof *histogram);
  assign_requests(argv[8], atoi(argv[9]));
  int epoll = epoll_create1(0);
  open_connections(atoi(argv[1]));
  for (int i = 0; i < connections; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &peers[i]};
    epoll_ctl(epoll, EPOLL_CTL_ADD, peers[i].fd, &event);
  }
  begin_ns = now_ns() + atoi(argv[4]) * 1000000LL;
  end_ns = begin_ns + atoi(argv[5]) * 1000000LL;
  for (int i = 0; i < connections; i++) send_requests(&peers[i], depth, now_ns());

  static struct epoll_event events[MAX_EVENTS];
  double cpu_begin = -1, cpu_end = -1;
  for (int64_t now = 0; in_flight > 0 && now < end_ns + DRAIN_NS; now = now_ns()) {
    if (cpu_begin < 0 && now >= begin_ns) cpu_begin = cpu_seconds(argv[7]);
    if (cpu_end < 0 && now >= end_ns) cpu_end = cpu_seconds(argv[7]);
    int ready = epoll_wait(epoll, events, MAX_EVENTS, 10);
    for (int i = 0; i < ready; i++) receive(events[i].data.ptr);
  }
  for (int i = 0; i < connections; i++) { /* What was never answered took at least until now. */
    for (int k = 0; k < peers[i].in_flight; k++) note(now_ns() - peers[i].sent[(peers[i].first + k) % depth]);
  }
  if (cpu_end < 0) cpu_end = cpu_seconds(argv[7]);
  printf("{\"replies\":%ld,\"bytes\":%ld,\"unanswered\":%d,\"seconds\":%g,\"cpuSeconds\":%g,\"p50\":%ld,\"p99\":%ld,\"slowest\":%ld}\n",
         replies, bytes, in_flight, (end_ns - begin_ns) / 1e9, cpu_end - cpu_begin, percentile(0.5), percentile(0.99),
         slowest_ns / 1000);
  return 0;
}
