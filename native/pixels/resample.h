// Crop, scale and colour-convert a camera picture straight into the tensor a model takes.
#ifndef TELLERSIGHT_PIXELS_RESAMPLE_H_
#define TELLERSIGHT_PIXELS_RESAMPLE_H_

#include "pixels/picture.h"
#include "pixels/tensor.h"

namespace tellersight {

// Source pixels, edges: pixel k covers [k, k + 1). May reach outside the picture (edges repeat) but must
// overlap it.
struct Roi {
  double x = 0, y = 0, width = 0, height = 0;
};

// tensor = (source - roi.xy) * scale + offset, both in edge coordinates.
struct Mapping {
  double scale_x = 1, scale_y = 1, offset_x = 0, offset_y = 0;
};

// Shrinking by two or more per axis averages the covered area; otherwise bilinear. Writes every element of
// `out`.
Status Resample(const Picture& picture, const Roi& roi, const TensorSpec& spec, void* out, size_t elements,
                Mapping* mapping);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_RESAMPLE_H_
