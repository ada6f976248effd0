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

void Upright(const Task& task, const Picture& p, const Crop& crop, Work& work) {
  const int side = task.spec.width;
  const int from = static_cast<int>(side * 1.83);
  const size_t plane = static_cast<size_t>(side) * side;
  libyuv::YUY2ToARGB(p.data + static_cast<size_t>(crop.y) * p.stride + 2 * crop.x, p.stride, work.y.bytes.data(),
                     4 * from, from, from);
  libyuv::ARGBScale(work.y.bytes.data(), 4 * from, from, from, work.colours.data(), 4 * side, side, side,
                    libyuv::kFilterBilinear);
  // ARGB is B G R A in memory.
  uint8_t* out = work.tensor.data();
  libyuv::SplitARGBPlane(work.colours.data(), 4 * side, out, side, out + plane, side, out + 2 * plane, side, nullptr,
                         0, side, side);
}

}  // namespace

Contender LibYuv(const Task& task) {
  auto work = std::make_shared<Work>();
  const Crop crop = SourceCrop(task), shown = Shown(task);
  work->tensor.assign(TensorBytes(task), task.spec.pad);
  work->colours.resize(static_cast<size_t>(task.spec.width) * task.spec.height * 4);
  work->y.Size(task.width, task.height);
  const int half_height = task.format == Format::kNv12 ? task.height / 2 : task.height;
  work->u.Size(task.width / 2, half_height);
  work->v.Size(task.width / 2, half_height);
  for (Plane& plane : work->scaled) plane.Size(shown.width, shown.height);
  const auto run = [task, work, crop, shown](const Picture& picture) {
    if (task.warp) {
      Upright(task, picture, crop, *work);
    } else {
      Area(task, picture, shown, *work);
    }
  };
  return {task.warp ? "libyuv (upright)" : "libyuv", run, work->tensor.data()};
}

}  // namespace tellersight::bench
