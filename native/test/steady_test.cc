// A camera loop allocates nothing: after the first round every operation works in the memory it has.
#include <malloc.h>

#include <atomic>
#include <cstdlib>

#include "pixels/statistics.h"
#include "pixels/warp.h"
#include "test/random.h"
#include "test/runner.h"

// The sanitizers bring an allocator of their own that cannot be counted this way.
#ifndef __SANITIZE_ADDRESS__

extern "C" void* __libc_malloc(size_t size);
extern "C" void* __libc_memalign(size_t alignment, size_t size);

namespace {
std::atomic<int> allocations{0};
}  // namespace

// glibc lets a program take the place of its allocator, function by function; `free` stays glibc's.
extern "C" void* malloc(size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
extern "C" void* aligned_alloc(size_t alignment, size_t size) {
  ++allocations;
  return __libc_memalign(alignment, size);
}

namespace tellersight::test {
namespace {

// Every operation on one picture of each format, as one frame after the other would bring.
void Round(const RandomPicture* const* pictures, const TensorSpec& spec, uint8_t* out) {
  const double turned[6] = {0.9, -0.2, 5, 0.2, 0.9, 3};
  for (int i = 0; i < kFormats; ++i) {
    const Picture& p = pictures[i]->picture();
    const Roi whole = {0, 0, double(p.width), double(p.height)};
    Mapping mapping;
    LumaStats luma;
    DiffStats difference;
    CHECK(Resample(p, whole, spec, out, Elements(spec), &mapping).ok());
    CHECK(Warp(p, turned, Border::kConstant, spec, out, Elements(spec)).ok());
    MeasureLuma(p, whole, &luma);
    MeasureDifference(p, p, whole, &difference);
  }
}

}  // namespace

TEST(ASecondRoundAllocatesNothing) {
  Random random(11);
  const RandomPicture* pictures[kFormats];
  for (int i = 0; i < kFormats; ++i) pictures[i] = new RandomPicture(random, static_cast<Format>(i), 120);
  TensorSpec spec;
  spec.width = 64;
  spec.height = 48;
  Guarded out(Elements(spec));
  Round(pictures, spec, out.data());
  const int before = allocations;
  CHECK(before > 0);  // the counter counts
  Round(pictures, spec, out.data());
  CHECK(allocations == before);
  for (const RandomPicture* picture : pictures) delete picture;
}

}  // namespace tellersight::test

#endif  // __SANITIZE_ADDRESS__
