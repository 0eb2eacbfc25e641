/**
 * The normal client beside an attack, in C: what probe.ts is where there is no C compiler, which says what the numbers mean.
 * A runtime with threads and a collector of its own would add to the slowest replies what it shall only measure.
 *
 * usage: probe PORT SECONDS TOKEN...
 *
 * @module
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SEND, HELLO, INBOX, NEWCOMER, KINDS };
enum { CLIENTS = 7, BUFFER = 1 << 20, MAX_TIMES = 1 << 16, MAX_ERRORS = 16, MESSAGE = 80 };

/* In milliseconds, as in probe.ts. */
static const double INTERVAL = 55, NEWCOMER_INTERVAL = 150, UNANSWERED = 100;

static const char *NAMES[KINDS] = {"send", "hello", "inbox", "newcomer"};

struct client {
  int fd, kind, asking, sent, length, received; /* `length` of the request; `sent` and `received` are bytes */
  double asked_at, next;
  char request[256], reply[BUFFER + 1];
};

static struct client clients[CLIENTS];
static double times[KINDS][MAX_TIMES];
static int counts[KINDS];
static struct { char message[MESSAGE + 1]; int count; } errors[KINDS][MAX_ERRORS];
static int port;

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void note_time(int kind, double time) {
  if (counts[kind] < MAX_TIMES) times[kind][counts[kind]++] = time;
}

/** Counts an error under its message, with N for each number in it. */
static void note_error(int kind, const char *from, int length) {
  char message[MESSAGE + 1];
  int size = 0;
  for (int i = 0; i < length && size < MESSAGE; i++) {
    int digit = isdigit((unsigned char)from[i]);
    if (!digit || size == 0 || message[size - 1] != 'N') message[size++] = digit ? 'N' : from[i];
  }
  message[size] = 0;
  for (int i = 0; i < MAX_ERRORS; i++) {
    if (errors[kind][i].count > 0 && strcmp(errors[kind][i].message, message) != 0) continue;
    strcpy(errors[kind][i].message, message);
    errors[kind][i].count++;
    return;
  }
}

static void hang_up(struct client *client) {
  if (client->fd >= 0) close(client->fd);
  client->fd = -1;
}

/** Begins a request; a connection is made if there is none. What cannot be made shows when it is polled. */
static void ask(struct client *client, double now) {
  client->asking = 1;
  client->sent = client->received = 0;
  client->asked_at = now;
  if (client->fd >= 0) return;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1;
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  connect(client->fd, (struct sockaddr *)&address, sizeof address);
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static void end_request(struct client *client, double now) {
  double interval = client->kind == NEWCOMER ? NEWCOMER_INTERVAL : INTERVAL;
  client->asking = 0;
  client->next = client->asked_at + interval > now ? client->asked_at + interval : now;
  if (client->kind == NEWCOMER) hang_up(client);
}

static void lose(struct client *client, double now) {
  note_error(client->kind, "lost", 4);
  hang_up(client);
  end_request(client, now);
}

/** A whole reply is there. */
static void finish(struct client *client, double now) {
  note_time(client->kind, now - client->asked_at);
  if (strncmp(client->reply, "{\"status\": \"OK\"", 15) != 0) {
    const char *message = strstr(client->reply, "\"message\": \"");
    if (message) note_error(client->kind, message + 12, strcspn(message + 12, "\""));
    else note_error(client->kind, "no message", 10);
    if (strstr(client->reply, "connections")) hang_up(client);
  }
  end_request(client, now);
}

static void write_some(struct client *client) {
  ssize_t count = send(client->fd, client->request + client->sent, client->length - client->sent, MSG_NOSIGNAL);
  if (count > 0) client->sent += count;
  else if (errno != EAGAIN && errno != ENOTCONN) lose(client, now_ms());
}

static void read_some(struct client *client) {
  if (client->received == BUFFER) client->received = 0; /* An inbox may be long; only its end matters. */
  ssize_t count = recv(client->fd, client->reply + client->received, BUFFER - client->received, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return lose(client, now_ms());
  client->received += count;
  client->reply[client->received] = 0;
  if (client->received >= 4 && memcmp(client->reply + client->received - 4, "\r\n\r\n", 4) == 0) finish(client, now_ms());
}

/** Asks until `end`. */
static void run(double end) {
  for (double now = now_ms(); now < end; now = now_ms()) {
    struct pollfd polled[CLIENTS];
    struct client *of[CLIENTS];
    int count = 0;
    double wake = end;
    for (struct client *client = clients; client < clients + CLIENTS; client++) {
      if (!client->asking && now >= client->next) ask(client, now);
      if (!client->asking) {
        if (client->next < wake) wake = client->next;
        continue;
      }
      of[count] = client;
      polled[count++] = (struct pollfd){.fd = client->fd, .events = client->sent < client->length ? POLLIN | POLLOUT : POLLIN};
    }
    poll(polled, count, wake - now < 1 ? 1 : (int)(wake - now));
    for (int i = 0; i < count; i++) {
      if (polled[i].revents & POLLOUT) write_some(of[i]);
      if (of[i]->asking && polled[i].revents & (POLLIN | POLLHUP | POLLERR)) read_some(of[i]);
    }
  }
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void print_kind(int kind, double seconds) {
  int count = counts[kind], first = 1;
  double *sorted = times[kind];
  qsort(sorted, count, sizeof *sorted, by_size);
  if (count == 0) sorted[0] = seconds * 1000; /* Where there was no reply at all, a reply takes at least the whole time. */
  int last = count > 0 ? count - 1 : 0;
  printf("\"%s\":{\"count\":%d,\"p50\":%g,\"p99\":%g,\"slowest\":%g,\"errors\":{", NAMES[kind], count, sorted[count / 2],
         sorted[(int)(count * 0.99)], sorted[last]);
  for (int i = 0; i < MAX_ERRORS && errors[kind][i].count > 0; i++, first = 0) {
    printf("%s\"%s\":%d", first ? "" : ",", errors[kind][i].message, errors[kind][i].count);
  }
  printf("}}");
}

int main(int argc, char **argv) {
  if (argc < 4) return fprintf(stderr, "usage: see probe.c\n"), 2;
  port = atoi(argv[1]);
  double seconds = atof(argv[2]), begin = now_ms();
  for (int i = 0; i < CLIENTS; i++) {
    struct client *client = &clients[i];
    const char *token = argv[3 + i % (argc - 3)];
    client->fd = -1;
    client->kind = i / 2;
    client->next = begin + i * 8; /* Not all at the same moment. */
    const char *formats[KINDS] = {"send %s nania Selamat pagi\r\n", "hello\r\n", "inbox %s\r\n", "hello\r\n"};
    client->length = snprintf(client->request, sizeof client->request, formats[client->kind], token);
  }
  run(begin + seconds * 1000);
  for (struct client *client = clients; client < clients + CLIENTS; client++) {
    double waited = now_ms() - client->asked_at;
    if (client->asking && waited > UNANSWERED) note_time(client->kind, waited);
  }
  for (int kind = 0; kind < KINDS; kind++) {
    printf(kind == 0 ? "{" : ",");
    print_kind(kind, seconds);
  }
  printf("}\n");
  return 0;
}
