// Bytes in memory as the file that minizip reads or writes.
#pragma once
#include <minizip/ioapi.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace nntrain {

struct ZipMemory {
  std::string_view given;  // to read
  std::string made;        // what was written
  std::uint64_t place = 0;

  static ZipMemory& of(void* opaque) { return *static_cast<ZipMemory*>(opaque); }
  std::uint64_t size() const { return std::max<std::uint64_t>(given.size(), made.size()); }

  uLong read(void* out, uLong wanted) {
    if (place >= given.size()) return 0;
    const std::size_t count = std::min<std::size_t>(wanted, given.size() - place);
    std::memcpy(out, given.data() + place, count);
    place += count;
    return count;
  }
  uLong write(const void* from, uLong count) {
    if (made.size() < place + count) made.resize(place + count);
    std::memcpy(made.data() + place, from, count);
    place += count;
    return count;
  }
  long seek(std::uint64_t offset, int origin) {
    const std::uint64_t base = origin == ZLIB_FILEFUNC_SEEK_SET ? 0 : origin == ZLIB_FILEFUNC_SEEK_END ? size() : place;
    if (base + offset > size()) return -1;
    place = base + offset;
    return 0;
  }

  zlib_filefunc64_def functions() {
    return {.zopen64_file = [](void* self, const void*, int) { return self; },
            .zread_file = [](void* self, void*, void* out, uLong size) { return of(self).read(out, size); },
            .zwrite_file = [](void* self, void*, const void* from, uLong size) { return of(self).write(from, size); },
            .ztell64_file = [](void* self, void*) -> ZPOS64_T { return of(self).place; },
            .zseek64_file = [](void* self, void*, ZPOS64_T offset, int origin) { return of(self).seek(offset, origin); },
            .zclose_file = [](void*, void*) { return 0; },
            .zerror_file = [](void*, void*) { return 0; },
            .opaque = this};
  }
};

}  // namespace nntrain
