// Full-range 8-bit luma of one row of a picture in any format.
#ifndef TELLERSIGHT_PIXELS_LUMA_READER_H_
#define TELLERSIGHT_PIXELS_LUMA_READER_H_

#include "pixels/conversion.h"
#include "pixels/kernels.h"
#include "pixels/picture.h"
#include "pixels/scratch.h"

namespace tellersight {

class LumaReader {
 public:
  // Reads columns [x, x + width). `scratch` must have ScratchBytes(width) left.
  LumaReader(const Picture& picture, int x, int width, ScratchUse& scratch);
  static size_t ScratchBytes(int width) { return 6 * (static_cast<size_t>(width) + 2) * sizeof(int16_t); }

  // `out`: a scratch row. GREY pictures are not copied; the answer points into them.
  const uint8_t* Row(int y, uint8_t* out);

 private:
  const Picture& picture_;
  const Conversion conversion_;
  const KernelTable& kernels_;
  const LevelRange range_;
  const int x_, width_;
  int16_t* mixed_;      // the samples of all channels, as they lie in the row
  int16_t* channel_[3];
};

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_LUMA_READER_H_
