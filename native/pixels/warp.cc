#include "pixels/warp.h"

#include <cmath>

#include "pixels/conversion.h"
#include "pixels/kernels.h"
#include "pixels/scratch.h"
#include "pixels/tensor_writer.h"

namespace tellersight {
namespace {

// Keeps Q16 coordinates, plus one step past the last column, inside int32.
constexpr double kFar = 30000;  // pixels

int32_t Q16(double v) { return static_cast<int32_t>(std::lrint(v * 65536)); }

// Affine maps take corners to corners, so four bounded corners bound every pixel between.
Status CheckMatrix(const double m[6], const TensorSpec& spec) {
  for (int i = 0; i < 6; ++i) {
    if (!std::isfinite(m[i])) return GeometryError("the matrix is not finite");
  }
  for (int corner = 0; corner < 4; ++corner) {
    const double x = corner & 1 ? spec.width : 0, y = corner & 2 ? spec.height : 0;
    const double sx = m[0] * x + m[1] * y + m[2], sy = m[3] * x + m[4] * y + m[5];
    // Written so that a NaN from infinite intermediate values is refused too.
    if (!(std::fabs(sx) <= kFar && std::fabs(sy) <= kFar)) {
      return GeometryError("the matrix leads further than 30000 pixels away");
    }
  }
  return Ok();
}

bool Inside(int32_t q16, int length) { return q16 >= -32768 && q16 < length * 65536 - 32768; }

// The stretch of a row whose source lies in the picture: a line crosses a rectangle in one stretch.
void InsideStretch(const Walk& walk, const Picture& picture, int count, int* first, int* end) {
  const auto inside = [&](int i) {
    return Inside(walk.x + i * walk.dx, picture.width) && Inside(walk.y + i * walk.dy, picture.height);
  };
  *first = 0;
  *end = count;
  while (*first < count && !inside(*first)) ++*first;
  while (*end > *first && !inside(*end - 1)) --*end;
}

}  // namespace

Status Warp(const Picture& picture, const double m[6], Border border, const TensorSpec& spec, void* out,
            size_t elements) {
  Status status = CheckPicture(picture);
  if (status.ok()) status = CheckTensor(spec, elements);
  if (status.ok()) status = CheckMatrix(m, spec);
  if (!status.ok()) return status;

  const Conversion conversion = ConversionFor(picture, spec.channels);
  const KernelTable& kernels = Kernels();
  const size_t width = static_cast<size_t>(spec.width);
  ScratchUse scratch(width * (3 * (sizeof(int16_t) + 1) + sizeof(int32_t) + sizeof(WordPair<uint64_t>)));
  if (!scratch.ok()) return TensorError("out of memory");
  int16_t* planes[3];
  uint8_t* bytes[3];
  for (auto& plane : planes) plane = scratch.Take<int16_t>(spec.width);
  for (auto& row : bytes) row = scratch.Take<uint8_t>(spec.width);
  const WarpWords words = {scratch.Take<int32_t>(width), scratch.Take<WordPair<uint64_t>>(width)};

  // A single column never steps, and its bound says nothing about the step.
  const int32_t dx = spec.width > 1 ? Q16(m[0]) : 0, dy = spec.width > 1 ? Q16(m[3]) : 0;
  TensorWriter writer(spec, conversion, kernels, out);
  for (int y = 0; y < spec.height; ++y) {
    Walk walk = {Q16(m[1] * y + m[2]), Q16(m[4] * y + m[5]), dx, dy};
    int first = 0, end = spec.width;
    if (border == Border::kConstant) InsideStretch(walk, picture, spec.width, &first, &end);
    if (first == end) {
      writer.PadRow(y);
      continue;
    }
    // The kernels cut coordinates to kWarpFractionBits: half a step ahead, cutting is rounding.
    constexpr int32_t kHalfStep = 1 << (15 - kWarpFractionBits);
    walk.x += first * walk.dx + kHalfStep;
    walk.y += first * walk.dy + kHalfStep;
    kernels.warp_row(picture, conversion.planes, walk, end - first, words, planes);
    kernels.colour_row(conversion.colour, *conversion.yuv, planes, end - first, bytes);
    writer.Row(y, first, end - first, bytes);
  }
  return Ok();
}

}  // namespace tellersight
