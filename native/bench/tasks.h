// What is timed: four ways from a camera picture to the tensor of a model.
#ifndef TELLERSIGHT_BENCH_TASKS_H_
#define TELLERSIGHT_BENCH_TASKS_H_

#include <vector>

#include "pixels/picture.h"
#include "pixels/resample.h"
#include "pixels/tensor.h"

namespace tellersight::bench {

// Of the aligned face.
constexpr double kShrink = 1.83;

struct Task {
  const char* name;
  Format format;
  int width, height;  // of the camera picture
  bool warp;          // along `matrix`, bilinear; else crop and scale `roi`
  Roi roi;
  double matrix[6];  // warp.h
  TensorSpec spec;   // uint8
};

const std::vector<Task>& Tasks();

size_t TensorBytes(const Task& task);

// The rectangle of the picture that the task looks at, whole pixels, even sides and corner.
struct Crop {
  int x = 0, y = 0, width = 0, height = 0;
};
Crop SourceCrop(const Task& task);

// The rectangle of the tensor that shows picture (letterbox).
Crop Shown(const Task& task);

}  // namespace tellersight::bench

#endif  // TELLERSIGHT_BENCH_TASKS_H_
