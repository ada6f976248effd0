#include "pixels/box.h"

#include <algorithm>
#include <cmath>

namespace tellersight {
namespace {

// Cut before the conversion to int: a hostile coordinate may not fit one.
int Cut(double v, int limit) { return static_cast<int>(std::clamp(v, 0.0, static_cast<double>(limit))); }

}  // namespace

Status CutBox(const Picture& picture, const Roi& roi, int smallest, Box* box) {
  if (!std::isfinite(roi.x) || !std::isfinite(roi.y) || !std::isfinite(roi.width) ||
      !std::isfinite(roi.height)) {
    return GeometryError("the box is not finite");
  }
  box->x = Cut(std::floor(roi.x), picture.width);
  box->y = Cut(std::floor(roi.y), picture.height);
  box->width = Cut(std::ceil(roi.x + roi.width), picture.width) - box->x;
  box->height = Cut(std::ceil(roi.y + roi.height), picture.height) - box->y;
  if (box->width < smallest || box->height < smallest) {
    return GeometryError("too little of the box lies inside the picture");
  }
  return Ok();
}

}  // namespace tellersight
