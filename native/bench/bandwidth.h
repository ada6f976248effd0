// What the memory of this machine gives one thread.
#ifndef TELLERSIGHT_BENCH_BANDWIDTH_H_
#define TELLERSIGHT_BENCH_BANDWIDTH_H_

namespace tellersight::bench {

// Bytes per second when `bytes` of frames are read again and again; the median of several passes. The frames of a task
// lie in the same level of the memory.
double ReadBandwidth(double bytes);

}  // namespace tellersight::bench

#endif  // TELLERSIGHT_BENCH_BANDWIDTH_H_
