// Numbers about a box of a picture: exposure and sharpness for the quality gates, and the lit - unlit
// difference that carries the illumination code (R13).
#ifndef TELLERSIGHT_PIXELS_STATISTICS_H_
#define TELLERSIGHT_PIXELS_STATISTICS_H_

#include "pixels/picture.h"
#include "pixels/resample.h"

namespace tellersight {

struct LumaStats {
  double mean = 0;          // 0..255, full-range luma
  double clipped_low = 0;   // share of pixels at or below 5
  double clipped_high = 0;  // share of pixels at or above 250
  double sharpness = 0;     // variance of the 3x3 Laplacian over the box's inner pixels
};

constexpr int kDiffCells = 4;  // cells per side

struct DiffStats {
  double mean = 0;                             // levels, lit - unlit
  double stddev = 0;                           // levels
  double cells[kDiffCells * kDiffCells] = {};  // means, row by row
};

// The box is widened to whole pixels and cut to the picture; what remains must be at least 3 x 3.
Status MeasureLuma(const Picture& picture, const Roi& box, LumaStats* stats);

// Both pictures of one grey format and one size; what remains of the box must be at least 4 x 4.
Status MeasureDifference(const Picture& lit, const Picture& unlit, const Roi& box, DiffStats* stats);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_STATISTICS_H_
