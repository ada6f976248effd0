// Affine warp of a camera picture straight into the tensor a model takes: this is face alignment.
#ifndef TELLERSIGHT_PIXELS_WARP_H_
#define TELLERSIGHT_PIXELS_WARP_H_

#include "pixels/picture.h"
#include "pixels/tensor.h"

namespace tellersight {

enum class Border : uint8_t {
  kReplicate,  // the edge pixel repeats
  kConstant,   // tensor pixels whose source lies more than half a pixel outside are spec.pad
};

// source_x = m[0] * x + m[1] * y + m[2], source_y = m[3] * x + m[4] * y + m[5], where whole numbers are pixel
// centres in tensor and picture (the convention of landmark templates). Bilinear. spec.fit is not used.
Status Warp(const Picture& picture, const double m[6], Border border, const TensorSpec& spec, void* out,
            size_t elements);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_WARP_H_
