// One library's way to do a task.
#ifndef TELLERSIGHT_BENCH_CONTENDER_H_
#define TELLERSIGHT_BENCH_CONTENDER_H_

#include <functional>
#include <string>
#include <vector>

#include "bench/frames.h"
#include "bench/tasks.h"

namespace tellersight::bench {

struct Contender {
  std::string name;
  std::function<void(const Picture& picture)> run;
  const uint8_t* tensor = nullptr;  // where `run` leaves its NCHW bytes
};

Contender Ours(const Task& task);

// The fastest way that OpenCV offers for the same interpolation class, on the crop alone where one suffices.
Contender OpenCv(const Task& task);

// libyuv's own functions, and for the rotation that it lacks a plain loop over its pixels.
Contender LibYuv(const Task& task);

// An upright crop of the size of the aligned face: less work than the task, but nothing except libyuv.
Contender LibYuvUpright(const Task& task);

}  // namespace tellersight::bench

#endif  // TELLERSIGHT_BENCH_CONTENDER_H_
