#include "pixels/placement.h"

#include <algorithm>
#include <cmath>

#include "pixels/taps.h"

namespace tellersight {
namespace {

constexpr double kFar = 65536;          // pixels
constexpr double kSmallest = 1.0 / 64;  // pixels

bool Bounded(double v) { return std::isfinite(v) && std::fabs(v) <= kFar; }

int Covered(double source, double scale, int limit) {
  return std::clamp(static_cast<int>(std::lround(source * scale)), 1, limit);
}

}  // namespace

Status Place(const Picture& picture, const Roi& roi, const TensorSpec& spec, Placement* out) {
  if (!Bounded(roi.x) || !Bounded(roi.y) || !Bounded(roi.width) || !Bounded(roi.height)) {
    return GeometryError("the region is not finite or further than 65536 pixels away");
  }
  if (roi.width < kSmallest || roi.height < kSmallest) return GeometryError("the region is empty");
  if (roi.x >= picture.width || roi.y >= picture.height || roi.x + roi.width <= 0 ||
      roi.y + roi.height <= 0) {
    return GeometryError("the region lies outside the picture");
  }
  Mapping& m = out->mapping;
  m.scale_x = spec.width / roi.width;
  m.scale_y = spec.height / roi.height;
  out->width = spec.width;
  out->height = spec.height;
  if (spec.fit != Fit::kStretch) {
    m.scale_x = m.scale_y = std::min(m.scale_x, m.scale_y);
    out->width = Covered(roi.width, m.scale_x, spec.width);
    out->height = Covered(roi.height, m.scale_y, spec.height);
  }
  if (m.scale_x * kMaxShrink < 1 || m.scale_y * kMaxShrink < 1) {
    return GeometryError("the region would shrink by more than 64 to 1");
  }
  const bool centre = spec.fit == Fit::kLetterboxCentre;
  out->x = centre ? (spec.width - out->width) / 2 : 0;
  out->y = centre ? (spec.height - out->height) / 2 : 0;
  m.offset_x = out->x;
  m.offset_y = out->y;
  return Ok();
}

}  // namespace tellersight
