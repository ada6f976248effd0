// Camera pictures to work on: enough of them that none waits in the near caches, as none would behind a camera.
#ifndef TELLERSIGHT_BENCH_FRAMES_H_
#define TELLERSIGHT_BENCH_FRAMES_H_

#include <cstdint>
#include <vector>

#include "bench/tasks.h"

namespace tellersight::bench {

class Frames {
 public:
  explicit Frames(const Task& task);
  int count() const { return static_cast<int>(bytes_.size()); }
  const Picture& operator[](int i) const { return pictures_[i % pictures_.size()]; }

 private:
  std::vector<std::vector<uint8_t>> bytes_;
  std::vector<Picture> pictures_;
};

}  // namespace tellersight::bench

#endif  // TELLERSIGHT_BENCH_FRAMES_H_
