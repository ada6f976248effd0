#include "bench/bandwidth.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <vector>

namespace tellersight::bench {
namespace {

// Wide enough that the loads, not the additions, are what takes time; the compiler makes vectors of it.
uint64_t Sum(const uint64_t* data, size_t count) {
  uint64_t sums[32] = {};
  for (size_t i = 0; i + 32 <= count; i += 32) {
    for (int k = 0; k < 32; ++k) sums[k] ^= data[i + k];
  }
  uint64_t all = 0;
  for (const uint64_t sum : sums) all ^= sum;
  return all;
}

}  // namespace

double ReadBandwidth(double bytes) {
  std::vector<uint64_t> memory(static_cast<size_t>(bytes) / 8 / 32 * 32, 1);
  const int passes = std::max(4, static_cast<int>(1e9 / bytes));
  std::vector<double> rates;
  volatile uint64_t sink = 0;
  for (int i = 0; i < passes; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    sink = sink + Sum(memory.data(), memory.size());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    rates.push_back(memory.size() * 8 / took.count());
  }
  std::nth_element(rates.begin(), rates.begin() + passes / 2, rates.end());
  return rates[passes / 2];
}

}  // namespace tellersight::bench
