/**
 * A library for LD_PRELOAD: one flush in EVERY takes DELAY_US microseconds longer, as cards and cheap disks do it. Which ones
 * is the same in each run.
 *
 * @module
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_sometimes(void) {
  static unsigned seed = 7;
  if (rand_r(&seed) % EVERY == 0) usleep(DELAY_US);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  wait_sometimes();
  return real(fd);
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  wait_sometimes();
  return real(fd);
}
