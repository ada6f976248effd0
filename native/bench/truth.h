// The task in float64, from its definition: what every contender's bytes are held against.
#ifndef TELLERSIGHT_BENCH_TRUTH_H_
#define TELLERSIGHT_BENCH_TRUTH_H_

#include <vector>

#include "bench/tasks.h"

namespace tellersight::bench {

// Levels 0..255, not rounded, NCHW.
std::vector<double> Truth(const Task& task, const Picture& picture);

struct Error {
  double mean = 0, max = 0;  // levels
};
Error Compare(const std::vector<double>& truth, const uint8_t* tensor);

}  // namespace tellersight::bench

#endif  // TELLERSIGHT_BENCH_TRUTH_H_
