// Where a region of the picture lands in the tensor.
#ifndef TELLERSIGHT_PIXELS_PLACEMENT_H_
#define TELLERSIGHT_PIXELS_PLACEMENT_H_

#include "pixels/resample.h"

namespace tellersight {

// The rectangle of the tensor that receives picture; the rest is pad.
struct Placement {
  int x = 0, y = 0, width = 0, height = 0;
  Mapping mapping;
};

// Refuses regions that are not finite, empty, far away, do not overlap the picture, or shrink by more than
// kMaxShrink.
Status Place(const Picture& picture, const Roi& roi, const TensorSpec& spec, Placement* placement);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_PLACEMENT_H_
