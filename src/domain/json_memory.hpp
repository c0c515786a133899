// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace guichet {

/// Memory for RapidJSON's buffers and writers. Their own allocator gives null where there is none,
/// and they write there; this one throws std::bad_alloc.
struct JsonMemory {
  static constexpr bool kNeedFree = true;  // the names are RapidJSON's

  void* Malloc(std::size_t size) { return Realloc(nullptr, 0, size); }
  void* Realloc(void* former, std::size_t, std::size_t size) {
    if (size == 0) {
      Free(former);
      return nullptr;
    }
    void* const memory = std::realloc(former, size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
  static void Free(void* memory) { std::free(memory); }
};

}  // namespace guichet
