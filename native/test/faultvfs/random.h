// Seeded chance: every power cut repeats.
#ifndef TELLERSIGHT_TEST_FAULTVFS_RANDOM_H_
#define TELLERSIGHT_TEST_FAULTVFS_RANDOM_H_

#include <cstdint>

namespace tellersight::fault {

// splitmix64.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint32_t Below(uint64_t limit) { return static_cast<uint32_t>(Bits() % limit); }
  bool Chance(double probability) { return static_cast<double>(Bits() >> 11) * 0x1p-53 < probability; }

 private:
  uint64_t Bits() {
    uint64_t bits = state_ += 0x9E3779B97F4A7C15u;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
    return bits ^ (bits >> 31);
  }

  uint64_t state_;
};

}  // namespace tellersight::fault

#endif  // TELLERSIGHT_TEST_FAULTVFS_RANDOM_H_
