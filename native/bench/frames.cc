#include "bench/frames.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace tellersight::bench {
namespace {

constexpr int kFrames = 8;

// Soft shading, a pattern with edges, and the noise of a sensor.
class Scene {
 public:
  explicit Scene(int seed) : random_(seed), phase_(seed * 0.7) {}
  uint8_t Luma(int x, int y) {
    const double shade = 120 + 60 * std::sin(x * 0.013 + phase_) + 30 * std::cos(y * 0.021);
    const double edge = (x / 24 + y / 18) % 3 == 0 ? -35 : 10;
    return Level(shade + edge + noise_(random_), 16, 235);
  }
  uint8_t Chroma(int x, int y, double shift) {
    return Level(128 + 40 * std::sin(x * 0.02 + y * 0.015 + shift + phase_) + noise_(random_) / 2, 16, 240);
  }

 private:
  static uint8_t Level(double v, double low, double high) {
    return static_cast<uint8_t>(std::lround(std::clamp(v, low, high)));
  }
  std::mt19937 random_;
  std::normal_distribution<double> noise_{0, 4};
  const double phase_;
};

void Fill(Scene& scene, const Task& task, std::vector<uint8_t>& bytes) {
  const int w = task.width, h = task.height;
  uint8_t* out = bytes.data();
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      *out++ = scene.Luma(x, y);
      if (task.format == Format::kYuyv) *out++ = scene.Chroma(x / 2, y / 2, x % 2 * 2.0);
    }
  }
  if (task.format != Format::kNv12) return;
  for (int y = 0; y < h / 2; ++y) {
    for (int x = 0; x < w; ++x) *out++ = scene.Chroma(x / 2, y, x % 2 * 2.0);
  }
}

}  // namespace

Frames::Frames(const Task& task) {
  const size_t luma = static_cast<size_t>(task.width) * task.height;
  const size_t size = task.format == Format::kYuyv ? 2 * luma : task.format == Format::kNv12 ? luma * 3 / 2 : luma;
  for (int i = 0; i < kFrames; ++i) {
    Scene scene(i + 1);
    bytes_.emplace_back(size);
    Fill(scene, task, bytes_.back());
    Picture p;
    p.format = task.format;
    p.width = task.width;
    p.height = task.height;
    p.stride = task.format == Format::kYuyv ? 2 * task.width : task.width;
    p.data = bytes_.back().data();
    p.size = size;
    pictures_.push_back(p);
  }
}

}  // namespace tellersight::bench
