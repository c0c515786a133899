// SPDX-License-Identifier: Apache-2.0
//
// Loaded in front of the C library, it has one allocation fail: the n-th from the moment at which n was written to the
// file that GUICHET_MEMORY_FAULT names, a number of 64 bits. It counts down there; 0 is rest.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* former, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);

static _Atomic(int64_t)* left;

__attribute__((constructor)) static void find_the_number(void) {
  const char* name = getenv("GUICHET_MEMORY_FAULT");
  const int file = name == NULL ? -1 : open(name, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void* const there = mmap(NULL, sizeof *left, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (there != MAP_FAILED) left = there;
}

static int is_the_one(void) {
  if (left == NULL || atomic_load_explicit(left, memory_order_relaxed) <= 0) return 0;
  // Another thread may have been faster: then it is below rest, where it means the same.
  if (atomic_fetch_sub(left, 1) != 1) return 0;
  errno = ENOMEM;
  return 1;
}

void* malloc(size_t size) { return is_the_one() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return is_the_one() ? NULL : __libc_calloc(count, size); }
void* realloc(void* former, size_t size) { return is_the_one() ? NULL : __libc_realloc(former, size); }
void* aligned_alloc(size_t alignment, size_t size) { return is_the_one() ? NULL : __libc_memalign(alignment, size); }
int posix_memalign(void** place, size_t alignment, size_t size) {
  if (is_the_one()) return ENOMEM;
  *place = __libc_memalign(alignment, size);
  return *place == NULL ? ENOMEM : 0;
}
