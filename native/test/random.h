// Seeded random numbers, pictures and tensor shapes: every failure repeats.
#ifndef TELLERSIGHT_TEST_RANDOM_H_
#define TELLERSIGHT_TEST_RANDOM_H_

#include <cstdint>

#include "pixels/picture.h"
#include "pixels/resample.h"
#include "pixels/tensor.h"
#include "test/guarded.h"

namespace tellersight::test {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
  uint32_t Bits();
  int Whole(int low, int high) {
    return low + static_cast<int>(Bits() % static_cast<uint32_t>(high - low + 1));
  }
  double Real(double low, double high) { return low + (high - low) * (Bits() / 4294967296.0); }

 private:
  uint64_t state_;
};

// A picture of random format, size, stride (odd ones too) and content, ending at the end of a page.
class RandomPicture {
 public:
  RandomPicture(Random& random, Format format, int longest_side);
  RandomPicture(Random& random, int longest_side);
  const Picture& picture() const { return picture_; }

 private:
  Picture picture_;
  Guarded bytes_;
};

TensorSpec RandomSpec(Random& random, int longest_side);
size_t Elements(const TensorSpec& spec);

// Mostly inside, sometimes reaching far outside, always overlapping the picture.
Roi RandomRoi(Random& random, const Picture& picture);

}  // namespace tellersight::test

#endif  // TELLERSIGHT_TEST_RANDOM_H_
