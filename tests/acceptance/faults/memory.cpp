// SPDX-License-Identifier: Apache-2.0
//
// Loaded in front of all other libraries, it has one allocation fail: the n-th from the moment at
// which n was written to the file that GUICHET_MEMORY_FAULT names, a number of 64 bits. It counts
// down there; 0 is rest. The allocator that the program brings along is left out: its operator new
// would not come by here.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <new>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* former, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);
}

namespace {

std::atomic<std::int64_t>* left;

__attribute__((constructor)) void find_the_number() {
  const char* name = std::getenv("GUICHET_MEMORY_FAULT");
  const int file = name == nullptr ? -1 : open(name, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void* const there = mmap(nullptr, sizeof *left, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (there != MAP_FAILED) left = static_cast<std::atomic<std::int64_t>*>(there);
}

bool is_the_one() {
  if (left == nullptr || left->load(std::memory_order_relaxed) <= 0) return false;
  // Another thread may have been faster: then it is below rest, where it means the same.
  if (left->fetch_sub(1) != 1) return false;
  errno = ENOMEM;
  return true;
}

void* required(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

extern "C" {
void* malloc(std::size_t size) { return is_the_one() ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t count, std::size_t size) {
  return is_the_one() ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* former, std::size_t size) {
  return is_the_one() ? nullptr : __libc_realloc(former, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
  return is_the_one() ? nullptr : __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }
int posix_memalign(void** place, std::size_t alignment, std::size_t size) {
  *place = memalign(alignment, size);
  return *place == nullptr ? ENOMEM : 0;
}
void free(void* memory) { __libc_free(memory); }
}

void* operator new(std::size_t size) { return required(malloc(size)); }
void* operator new[](std::size_t size) { return required(malloc(size)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return malloc(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return malloc(size); }
void* operator new(std::size_t size, std::align_val_t to) {
  return required(memalign(std::size_t(to), size));
}
void* operator new[](std::size_t size, std::align_val_t to) {
  return required(memalign(std::size_t(to), size));
}
void operator delete(void* memory) noexcept { __libc_free(memory); }
void operator delete[](void* memory) noexcept { __libc_free(memory); }
void operator delete(void* memory, std::size_t) noexcept { __libc_free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { __libc_free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { __libc_free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { __libc_free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { __libc_free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  __libc_free(memory);
}
