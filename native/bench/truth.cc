#include "bench/truth.h"

#include <algorithm>
#include <cmath>

namespace tellersight::bench {
namespace {

// One plane of samples, and how many pixels of the picture one sample covers per axis.
struct Samples {
  const Picture& picture;
  int channel;  // 0 luma, 1 U, 2 V
  int across = 1, down = 1;
  int width, height;

  Samples(const Picture& p, int c) : picture(p), channel(c), width(p.width), height(p.height) {
    if (c == 0) return;
    across = 2;
    if (p.format == Format::kNv12) down = 2;
    width = (p.width + across - 1) / across;
    height = (p.height + down - 1) / down;
  }

  double At(int x, int y) const {
    x = std::clamp(x, 0, width - 1);
    y = std::clamp(y, 0, height - 1);
    const uint8_t* data = picture.data;
    const size_t stride = static_cast<size_t>(picture.stride);
    if (picture.format == Format::kYuyv) return data[y * stride + (channel == 0 ? 2 * x : 4 * x + 2 * channel - 1)];
    if (channel == 0) return data[y * stride + x];
    return data[stride * picture.height + y * stride + 2 * x + channel - 1];
  }

  // Mean over [left, right) x [top, bottom) of the picture, samples being constant over what they cover.
  double Area(double left, double right, double top, double bottom) const {
    left /= across, right /= across, top /= down, bottom /= down;
    double sum = 0;
    for (int y = static_cast<int>(std::floor(top)); y < bottom; ++y) {
      const double high = std::min(bottom, y + 1.0) - std::max(top, double(y));
      for (int x = static_cast<int>(std::floor(left)); x < right; ++x) {
        sum += At(x, y) * high * (std::min(right, x + 1.0) - std::max(left, double(x)));
      }
    }
    return sum / ((right - left) * (bottom - top));
  }

  // Between the samples around the point, in edge coordinates of the picture; a sample sits in the middle of what it
  // covers.
  double Bilinear(double x, double y) const {
    x = x / across - 0.5;
    y = y / down - 0.5;
    const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
    const double fx = x - left, fy = y - top;
    return (At(left, top) * (1 - fx) + At(left + 1, top) * fx) * (1 - fy) +
           (At(left, top + 1) * (1 - fx) + At(left + 1, top + 1) * fx) * fy;
  }
};

// ITU-R BT.601-7, limited range.
void Rgb(double y, double u, double v, double* out) {
  y = (y - 16) * 255 / 219;
  u = (u - 128) * 255 / 224;
  v = (v - 128) * 255 / 224;
  out[0] = y + 1.402 * v;
  out[1] = y - (0.114 * 1.772 * u + 0.299 * 1.402 * v) / 0.587;
  out[2] = y + 1.772 * u;
}

}  // namespace

std::vector<double> Truth(const Task& task, const Picture& picture) {
  const int channels = ChannelCount(task.spec);
  const size_t plane = static_cast<size_t>(task.spec.width) * task.spec.height;
  std::vector<double> tensor(plane * channels, task.spec.pad);
  const Crop shown = Shown(task);
  const double step_x = task.roi.width / shown.width, step_y = task.roi.height / shown.height;
  const double* m = task.matrix;
  for (int y = 0; y < shown.height; ++y) {
    for (int x = 0; x < shown.width; ++x) {
      double level[3] = {}, rgb[3];
      for (int c = 0; c < channels; ++c) {
        const Samples samples(picture, c);
        const double left = task.roi.x + x * step_x, top = task.roi.y + y * step_y;
        level[c] = task.warp
                       ? samples.Bilinear(m[0] * x + m[1] * y + m[2] + 0.5, m[3] * x + m[4] * y + m[5] + 0.5)
                       : samples.Area(left, left + step_x, top, top + step_y);
      }
      if (channels == 3) {
        Rgb(level[0], level[1], level[2], rgb);
      } else {
        rgb[0] = level[0];
      }
      const size_t at = static_cast<size_t>(shown.y + y) * task.spec.width + shown.x + x;
      for (int c = 0; c < channels; ++c) tensor[c * plane + at] = std::clamp(rgb[c], 0.0, 255.0);
    }
  }
  return tensor;
}

Error Compare(const std::vector<double>& truth, const uint8_t* tensor) {
  Error error;
  for (size_t i = 0; i < truth.size(); ++i) {
    const double difference = std::fabs(truth[i] - tensor[i]);
    error.mean += difference / truth.size();
    error.max = std::max(error.max, difference);
  }
  return error;
}

}  // namespace tellersight::bench
