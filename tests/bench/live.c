/**
 * A live class, from one thread: everybody writes to the next one and acknowledges what they get, as the client does.
 *
 * usage: live PORT[,PORT...] PACE_MS MEASURE_MS PID FILE [GROUP WRITERS [ACK_MS]]
 *
 * With several ports people take turns with them, so that each one writes to somebody of the next port.
 *
 * With a GROUP (its name with the #), of which all are members, the first WRITERS people write to it instead, and the others
 * only read. They acknowledge at once, or once in ACK_MS.
 *
 * FILE has a line for each person: TOKEN NAME. PACE_MS is the time between two messages of a person; with 0 the next one
 * follows as soon as the last one is answered. PID is the process whose CPU time is read when the measurement begins and
 * ends. A latency is from before the post to the event. Prints one line of JSON, times in microseconds.
 *
 * @module
 */

#include "load.h"

enum { MAX_PEOPLE = 4096, BUFFER = 1 << 16, WORD = 64, ID = 36, WARM_UP_NS = 500000000, GROUP_WARM_UP_NS = 2000000000 };

static const char TEXT[] = "Selamat pagi, apakah nanti sore jadi belajar soket di kelas kita";
static const char END[] = "\r\n\r\n", OK[] = "{\"status\": \"OK\"", EVENT[] = "{\"event\": \"message\", \"id\": \"";

struct person {
  int fd;
  enum { JOINING, RESTING, POSTING, ACKNOWLEDGING } state;
  int64_t due; /* of the next post */
  int length;  /* of what `buffer` has */
  char token[WORD], name[WORD], newest[WORD], buffer[BUFFER];
};

static struct person *people;
static int count, joined;
static const char *group; /* to which some write */
static int writers;
static int64_t ack_ns;
static int64_t begin_ns = INT64_MAX, end_ns = INT64_MAX, pace_ns; /* of the measurement */
static int64_t delivered;

static void say(struct person *person, const char *line, int length) {
  /* One short line is in flight at a time, so a part is a fault. */
  if (write(person->fd, line, length) != length) die("write");
}

/** A random UUID, version 4. */
static void make_key(char *key) {
  static uint64_t state = 0;
  uint64_t half[2];
  if (!state) state = now_ns() | 1;
  for (int i = 0; i < 2; i++) half[i] = (state ^= state << 13, state ^= state >> 7, state ^= state << 17);
  sprintf(key, "%08x-%04x-4%03x-8%03x-%012llx", (unsigned)(half[0] >> 32), (unsigned)(half[0] >> 16 & 0xffff),
          (unsigned)(half[0] & 0xfff), (unsigned)(half[1] >> 48 & 0xfff), (unsigned long long)(half[1] & 0xffffffffffff));
}

static void post(struct person *person, int64_t now) {
  char key[WORD], line[512];
  const struct person *next = &people[(person - people + 1) % count];
  make_key(key);
  person->due = now + pace_ns;
  person->state = POSTING;
  const char *to = group ? group : next->name;
  say(person, line, sprintf(line, "post %s %s %s %lld %s\r\n", person->token, key, to, (long long)now, TEXT));
}

static int writes(const struct person *person) {
  return !group || person - people < writers;
}

static void acknowledge(struct person *person) {
  char line[512];
  if (!writes(person)) person->due = now_ns() + ack_ns;
  person->state = ACKNOWLEDGING;
  say(person, line, sprintf(line, "ack %s %s\r\n", person->token, person->newest));
  person->newest[0] = 0;
}

/** Goes on after an answer: what has come is acknowledged before the next post. */
static void go_on(struct person *person) {
  if (person->state == POSTING && person->newest[0]) return acknowledge(person);
  const int was_in = person->state != JOINING;
  joined += !was_in;
  person->state = RESTING;
  if (was_in && pace_ns == 0 && now_ns() < end_ns) post(person, now_ns());
}

/** Takes one frame, without its end. */
static void take(struct person *person, char *frame) {
  if (strncmp(frame, OK, sizeof OK - 1) == 0) return go_on(person);
  if (strncmp(frame, EVENT, sizeof EVENT - 1) != 0) {
    if (!strstr(frame, "\"ERROR\"")) return;
    fprintf(stderr, "%s\n", frame);
    exit(1);
  }
  memcpy(person->newest, frame + sizeof EVENT - 1, ID);
  person->newest[ID] = 0;
  const char *text = strstr(frame, "\"msg\": \"");
  int64_t posted = text ? atoll(text + 8) : 0, now = now_ns();
  if (posted < begin_ns) return; /* Others were unread before, or are of the warm-up. */
  note(now - posted);
  if (now < end_ns) delivered++;
}

static void receive(struct person *person) {
  ssize_t length = read(person->fd, person->buffer + person->length, BUFFER - 1 - person->length);
  if (length <= 0) die("read");
  person->length += length;
  person->buffer[person->length] = 0;
  char *frame = person->buffer;
  for (char *end; (end = strstr(frame, END)); frame = end + sizeof END - 1) {
    *end = 0;
    take(person, frame);
  }
  person->length -= frame - person->buffer;
  memmove(person->buffer, frame, person->length);
}

/** Reads FILE, connects everybody and lets them go live. */
static void join(int epoll, const char *ports, const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) die(path);
  people = calloc(MAX_PEOPLE, sizeof *people);
  while (count < MAX_PEOPLE && fscanf(file, "%63s %63s", people[count].token, people[count].name) == 2) count++;
  fclose(file);
  const char *port = ports;
  for (int i = 0; i < count; i++) {
    char line[512];
    people[i].fd = open_connection(atoi(port));
    port = strchr(port, ',');
    port = port ? port + 1 : ports;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &people[i]};
    epoll_ctl(epoll, EPOLL_CTL_ADD, people[i].fd, &event);
    say(&people[i], line, sprintf(line, "live %s\r\n", people[i].token));
  }
}

/** Begins when everybody is live; those who keep a pace do not all write in the same moment. */
static void begin(int64_t now, int measure_ms) {
  begin_ns = now + (group ? GROUP_WARM_UP_NS : WARM_UP_NS); /* Until all have caught up: each asks the store. */
  end_ns = begin_ns + measure_ms * 1000000LL;
  for (int i = 0; i < count; i++) {
    if (pace_ns == 0) post(&people[i], now);
    else people[i].due = now + (group && i < writers ? pace_ns * i / writers : pace_ns * i / count);
  }
}

int main(int argc, char **argv) {
  if (argc < 6 || argc == 7 || argc > 9) return fprintf(stderr, "usage: see live.c\n"), 2;
  pace_ns = atoi(argv[2]) * 1000000LL;
  if (argc > 7) group = argv[6], writers = atoi(argv[7]);
  if (argc > 8) ack_ns = atoi(argv[8]) * 1000000LL;
  raise_file_limit();
  int epoll = epoll_create1(0);
  join(epoll, argv[1], argv[5]);
  static struct epoll_event events[MAX_EVENTS];
  double cpu_begin = -1, cpu_end = -1;
  int64_t last_end = INT64_MAX;
  for (int64_t now = now_ns(); now < last_end; now = now_ns()) {
    if (joined == count && end_ns == INT64_MAX) {
      begin(now, atoi(argv[3]));
      last_end = end_ns + DRAIN_NS / 4; /* What is under way may still arrive. */
    }
    if (cpu_begin < 0 && now >= begin_ns) cpu_begin = cpu_seconds(argv[4]);
    if (cpu_end < 0 && now >= end_ns) cpu_end = cpu_seconds(argv[4]);
    for (int i = 0; pace_ns > 0 && begin_ns < INT64_MAX && now < end_ns && i < count; i++) {
      if (people[i].state != RESTING || people[i].due > now) continue;
      if (writes(&people[i])) post(&people[i], now);
      else if (people[i].newest[0]) acknowledge(&people[i]);
    }
    int ready = epoll_wait(epoll, events, MAX_EVENTS, 1);
    for (int i = 0; i < ready; i++) receive(events[i].data.ptr);
  }
  /* So that the next round begins with nothing unread. */
  for (int i = 0; group && i < count; i++) if (people[i].newest[0]) acknowledge(&people[i]);
  for (int64_t until = now_ns() + DRAIN_NS / 4; group && now_ns() < until;) {
    int ready = epoll_wait(epoll, events, MAX_EVENTS, 1);
    for (int i = 0; i < ready; i++) receive(events[i].data.ptr);
  }
  printf("{\"delivered\":%lld,\"seconds\":%g,\"cpuSeconds\":%g,\"p50\":%lld,\"p99\":%lld,\"slowest\":%lld}\n",
         (long long)delivered, (end_ns - begin_ns) / 1e9, cpu_end - cpu_begin, (long long)percentile(0.5),
         (long long)percentile(0.99), (long long)slowest_ns / 1000);
  return 0;
}
