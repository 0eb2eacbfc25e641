/**
 * The load generator: keeps DEPTH requests in flight on each of many connections, from one thread, for as little CPU a
 * request as the system allows, since its own limit would flatten every ratio. load.ts is the same where there is no C
 * compiler.
 *
 * usage: load PORT CONNECTIONS DEPTH WARMUP_MS MEASURE_MS LINES_PER_REPLY PID FILE LINES_PER_REQUEST [OPENING]
 *
 * FILE holds requests of one length, each with LINES_PER_REQUEST line feeds, the last of which ends it; connection I repeats
 * request I. Below 0 it is their length in bytes, which may be any. A reply has LINES_PER_REPLY line feeds. OPENING is a file
 * with what each connection sends first; its answer ends with an empty line.
 * PID is the process whose CPU time is read when the measurement begins and ends. Prints one line of JSON, times in
 * microseconds.
 *
 * @module
 */

#include "load.h"

enum { MAX_DEPTH = 256, BUFFER = 1 << 16 };

struct peer {
  int fd, lines, first, in_flight; /* `lines`: of a reply that is not yet whole; `first`: oldest of `sent` */
  const char *requests;            /* DEPTH times the same */
  int64_t sent[MAX_DEPTH];
};

static struct peer *peers;
static int connections, depth, lines_per_reply, request_length, in_flight;
static int64_t begin_ns, end_ns; /* of the measurement */
static int64_t replies, bytes;

/** Sends what is in the file, and reads up to an empty line. */
static void open_conversation(int fd, const char *path) {
  static char text[4096];
  FILE *file = fopen(path, "r");
  if (!file) die(path);
  ssize_t length = fread(text, 1, sizeof text, file);
  fclose(file);
  if (write(fd, text, length) != length) die("write");
  char byte;
  for (int matched = 0; matched < 4; matched = byte == "\r\n\r\n"[matched] ? matched + 1 : byte == '\r') {
    if (read(fd, &byte, 1) != 1) die("read");
  }
}

/** Waits for one reply on each connection, so that all are accepted before the load begins. */
static void open_connections(int port, const char *opening) {
  for (int i = 0; i < connections; i++) {
    peers[i].fd = open_connection(port);
    if (opening) open_conversation(peers[i].fd, opening);
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

/** @return The length of the next request in `line`; 0 if there is none. */
static int read_request(FILE *file, char *line, int size, int lines_per_request) {
  if (lines_per_request < 0) return fread(line, 1, -lines_per_request, file);
  int length = 0;
  for (int lines = 0; lines < lines_per_request; lines++) {
    if (!fgets(line + length, size - length, file)) return 0;
    length += strlen(line + length);
  }
  return length;
}

/** Reads FILE and gives each connection its requests. */
static void assign_requests(const char *path, int lines_per_request) {
  FILE *file = fopen(path, "r");
  if (!file) die(path);
  char line[4096], *all[4096];
  int count = 0, each = 0;
  while (count < 4096 && (request_length = read_request(file, line, sizeof line, lines_per_request)) > 0) {
    all[count] = malloc((size_t)request_length * depth + 1);
    for (int i = 0; i < depth; i++) memcpy(all[count] + i * request_length, line, request_length);
    each = request_length;
    count++;
  }
  request_length = each;
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

int main(int argc, char **argv) {
  if (argc < 10 || argc > 11) return fprintf(stderr, "usage: see load.c\n"), 2;
  connections = atoi(argv[2]);
  depth = atoi(argv[3]);
  lines_per_reply = atoi(argv[6]);
  if (depth > MAX_DEPTH) return fprintf(stderr, "at most %d in flight\n", MAX_DEPTH), 2;
  raise_file_limit();
  peers = calloc(connections, sizeof *peers);
  assign_requests(argv[8], atoi(argv[9]));
  int epoll = epoll_create1(0);
  open_connections(atoi(argv[1]), argc > 10 ? argv[10] : NULL);
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
