#include "bench/tasks.h"

#include <algorithm>
#include <cmath>

namespace tellersight::bench {
namespace {

TensorSpec Spec(int side, Channels channels, Fit fit) {
  TensorSpec spec;
  spec.width = spec.height = side;
  spec.channels = channels;
  spec.fit = fit;
  spec.pad = 114;
  return spec;
}

// A face 205 pixels wide, head tilted by eight degrees, to a template of 112 pixels.
constexpr double kTilt = 0.14;

Task Aligned() {
  Task task = {"YUYV 640x480 -> 112x112 aligned", Format::kYuyv, 640, 480, true, {}, {},
               Spec(112, Channels::kRgb, Fit::kStretch)};
  const double c = kShrink * std::cos(kTilt), s = kShrink * std::sin(kTilt);
  const double matrix[6] = {c, -s, 230.3, s, c, 110.6};
  std::copy(matrix, matrix + 6, task.matrix);
  return task;
}

}  // namespace

const std::vector<Task>& Tasks() {
  static const std::vector<Task> tasks = {
      {"YUYV 640x480 -> 256x256 letterbox", Format::kYuyv, 640, 480, false, {0, 0, 640, 480}, {},
       Spec(256, Channels::kRgb, Fit::kLetterboxCentre)},
      {"NV12 1280x720 -> 256x256 letterbox", Format::kNv12, 1280, 720, false, {0, 0, 1280, 720}, {},
       Spec(256, Channels::kRgb, Fit::kLetterboxCentre)},
      Aligned(),
      {"GREY 640x480, crop 280x280 -> 112x112", Format::kGrey, 640, 480, false, {180, 96, 280, 280}, {},
       Spec(112, Channels::kGrey, Fit::kStretch)},
  };
  return tasks;
}

size_t TensorBytes(const Task& task) {
  return static_cast<size_t>(task.spec.width) * task.spec.height * ChannelCount(task.spec);
}

Crop SourceCrop(const Task& task) {
  double left = task.roi.x, top = task.roi.y;
  double right = left + task.roi.width, bottom = top + task.roi.height;
  if (task.warp) {
    left = top = 1e9;
    right = bottom = -1e9;
    const double* m = task.matrix;
    for (int corner = 0; corner < 4; ++corner) {
      const double x = corner & 1 ? task.spec.width - 1 : 0, y = corner & 2 ? task.spec.height - 1 : 0;
      left = std::min(left, m[0] * x + m[1] * y + m[2]);
      right = std::max(right, m[0] * x + m[1] * y + m[2] + 2);
      top = std::min(top, m[3] * x + m[4] * y + m[5]);
      bottom = std::max(bottom, m[3] * x + m[4] * y + m[5] + 2);
    }
  }
  const auto even = [](double v) { return static_cast<int>(std::floor(v / 2)) * 2; };
  const int x = even(left), y = even(top);
  return {x, y, even(right + 1.99) - x, even(bottom + 1.99) - y};
}

Crop Shown(const Task& task) {
  const TensorSpec& spec = task.spec;
  if (task.warp || spec.fit == Fit::kStretch) return {0, 0, spec.width, spec.height};
  const double scale = std::min(spec.width / task.roi.width, spec.height / task.roi.height);
  const int width = static_cast<int>(std::lround(task.roi.width * scale));
  const int height = static_cast<int>(std::lround(task.roi.height * scale));
  return {(spec.width - width) / 2, (spec.height - height) / 2, width, height};
}

}  // namespace tellersight::bench
