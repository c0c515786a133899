// SPDX-License-Identifier: Apache-2.0
//
// Loaded in front of the C library, it has a disk fail as real ones do: while the file that GUICHET_DISK_FAULT names
// says "write", every write to the store is EIO; while it says "readonly", EROFS; while it says "sync", every sync of it is
// EIO. The store is what has
// guichet.db in its name.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_faulty(int file, const char* word) {
  const char* order = getenv("GUICHET_DISK_FAULT");
  char link[64], name[4096], said[16] = "";
  FILE* in = order == NULL ? NULL : fopen(order, "re");
  if (in == NULL) return 0;
  if (fgets(said, sizeof said, in) == NULL) said[0] = '\0';
  fclose(in);
  if (strncmp(said, word, strlen(word)) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, name, sizeof name - 1);
  if (length < 0) return 0;
  name[length] = '\0';
  return strstr(name, "guichet.db") != NULL;
}

#define THE_REAL(name) \
  static __typeof__(&name) real; \
  if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* What is wrong with a write to it; 0: nothing. */
static int fault_of_write(int file) {
  if (is_faulty(file, "write")) return EIO;
  return is_faulty(file, "readonly") ? EROFS : 0;
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  THE_REAL(pwrite);
  const int fault = fault_of_write(file);
  if (fault != 0) return errno = fault, -1;
  return real(file, bytes, size, at);
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  THE_REAL(pwrite64);
  const int fault = fault_of_write(file);
  if (fault != 0) return errno = fault, -1;
  return real(file, bytes, size, at);
}

ssize_t write(int file, const void* bytes, size_t size) {
  THE_REAL(write);
  const int fault = fault_of_write(file);
  if (fault != 0) return errno = fault, -1;
  return real(file, bytes, size);
}

int fsync(int file) {
  THE_REAL(fsync);
  if (is_faulty(file, "sync")) return errno = EIO, -1;
  return real(file);
}

int fdatasync(int file) {
  THE_REAL(fdatasync);
  if (is_faulty(file, "sync")) return errno = EIO, -1;
  return real(file);
}
