#include <libyuv.h>

#include <memory>

#include "bench/contender.h"

namespace tellersight::bench {
namespace {

struct Plane {
  std::vector<uint8_t> bytes;
  int width = 0, height = 0;
  void Size(int w, int h) {
    width = w;
    height = h;
    bytes.resize(static_cast<size_t>(w) * h);
  }
};

// y, u, v as they are, scaled each to the tensor's size; then interleaved colours, then planes.
struct Work {
  Plane y, u, v, scaled[3];
  std::vector<uint8_t> colours, tensor;
};

void Scale(const uint8_t* data, int stride, int width, int height, Plane& to) {
  libyuv::ScalePlane(data, stride, width, height, to.bytes.data(), to.width, to.width, to.height,
                     libyuv::kFilterBox);
}

void Scale(const Plane& from, Plane& to) {
  Scale(from.bytes.data(), from.width, from.width, from.height, to);
}

void Area(const Task& task, const Picture& p, const Crop& shown, Work& work) {
  uint8_t* out = work.tensor.data() + static_cast<size_t>(shown.y) * task.spec.width + shown.x;
  if (p.format == Format::kGrey) {
    const Roi& r = task.roi;
    libyuv::ScalePlane(p.data + static_cast<size_t>(r.y) * p.stride + static_cast<size_t>(r.x), p.stride,
                       static_cast<int>(r.width), static_cast<int>(r.height), out, task.spec.width, shown.width,
                       shown.height, libyuv::kFilterBox);
    return;
  }
  if (p.format == Format::kYuyv) {
    libyuv::YUY2ToI422(p.data, p.stride, work.y.bytes.data(), work.y.width, work.u.bytes.data(), work.u.width,
                       work.v.bytes.data(), work.v.width, p.width, p.height);
    Scale(work.y, work.scaled[0]);
  } else {
    libyuv::SplitUVPlane(p.data + static_cast<size_t>(p.stride) * p.height, p.stride, work.u.bytes.data(),
                         work.u.width, work.v.bytes.data(), work.v.width, work.u.width, work.u.height);
    Scale(p.data, p.stride, p.width, p.height, work.scaled[0]);
  }
  Scale(work.u, work.scaled[1]);
  Scale(work.v, work.scaled[2]);
  const size_t plane = static_cast<size_t>(task.spec.width) * task.spec.height;
  libyuv::I444ToRAW(work.scaled[0].bytes.data(), shown.width, work.scaled[1].bytes.data(), shown.width,
                    work.scaled[2].bytes.data(), shown.width, work.colours.data(), 3 * shown.width, shown.width,
                    shown.height);
  libyuv::SplitRGBPlane(work.colours.data(), 3 * shown.width, out, task.spec.width, out + plane, task.spec.width,
                        out + 2 * plane, task.spec.width, shown.width, shown.height);
}

// ARGB is B G R A in memory.
void Split(const std::vector<uint8_t>& argb, int side, std::vector<uint8_t>& tensor) {
  const size_t plane = static_cast<size_t>(side) * side;
  uint8_t* const out = tensor.data();
  libyuv::SplitARGBPlane(argb.data(), 4 * side, out, side, out + plane, side, out + 2 * plane, side, nullptr, 0, side,
                         side);
}

void ToArgb(const Picture& p, const Crop& crop, Work& work) {
  libyuv::YUY2ToARGB(p.data + static_cast<size_t>(crop.y) * p.stride + 2 * crop.x, p.stride, work.y.bytes.data(),
                     4 * crop.width, crop.width, crop.height);
}

void Upright(const Task& task, const Picture& p, const Crop& crop, Work& work) {
  const int side = task.spec.width, from = static_cast<int>(side * kShrink);
  ToArgb(p, {crop.x, crop.y, from, from}, work);
  libyuv::ARGBScale(work.y.bytes.data(), 4 * from, from, from, work.colours.data(), 4 * side, side, side,
                    libyuv::kFilterBilinear);
  Split(work.colours, side, work.tensor);
}

// Bilinear in sixteenths of a sixteenth, as libyuv's own scaler.
void Rotated(const Task& task, const Picture& p, const Crop& crop, Work& work) {
  ToArgb(p, crop, work);
  const int side = task.spec.width, stride = 4 * crop.width;
  const auto q16 = [](double v) { return static_cast<int32_t>(v * 65536); };
  const double* m = task.matrix;
  const int32_t dx = q16(m[0]), dy = q16(m[3]);
  uint8_t* out = work.colours.data();
  for (int y = 0; y < side; ++y) {
    int32_t sx = q16(m[1] * y + m[2] - crop.x), sy = q16(m[4] * y + m[5] - crop.y);
    for (int x = 0; x < side; ++x, sx += dx, sy += dy, out += 4) {
      const uint8_t* from = work.y.bytes.data() + (sy >> 16) * stride + (sx >> 16) * 4;
      const int fx = sx >> 8 & 255, fy = sy >> 8 & 255;
      for (int c = 0; c < 4; ++c) {
        const int top = from[c] * (256 - fx) + from[c + 4] * fx;
        const int bottom = from[c + stride] * (256 - fx) + from[c + stride + 4] * fx;
        out[c] = static_cast<uint8_t>((top * (256 - fy) + bottom * fy + 32768) >> 16);
      }
    }
  }
  Split(work.colours, side, work.tensor);
}

std::shared_ptr<Work> Prepare(const Task& task, const Crop& shown) {
  auto work = std::make_shared<Work>();
  work->tensor.assign(TensorBytes(task), task.spec.pad);
  work->colours.resize(static_cast<size_t>(task.spec.width) * task.spec.height * 4);
  work->y.Size(task.width, task.height);
  const int half_height = task.format == Format::kNv12 ? task.height / 2 : task.height;
  work->u.Size(task.width / 2, half_height);
  work->v.Size(task.width / 2, half_height);
  for (Plane& plane : work->scaled) plane.Size(shown.width, shown.height);
  return work;
}

}  // namespace

Contender LibYuv(const Task& task) {
  const Crop crop = SourceCrop(task), shown = Shown(task);
  const std::shared_ptr<Work> work = Prepare(task, shown);
  const auto run = [task, work, crop, shown](const Picture& picture) {
    if (task.warp) {
      Rotated(task, picture, crop, *work);
    } else {
      Area(task, picture, shown, *work);
    }
  };
  return {task.warp ? "libyuv, rotated by a plain loop" : "libyuv", run, work->tensor.data()};
}

Contender LibYuvUpright(const Task& task) {
  const Crop crop = SourceCrop(task);
  const std::shared_ptr<Work> work = Prepare(task, Shown(task));
  const auto run = [task, work, crop](const Picture& picture) { Upright(task, picture, crop, *work); };
  return {"libyuv, upright (less work)", run, work->tensor.data()};
}

}  // namespace tellersight::bench
