// Scales and colour-converts one band of destination rows after the other (kernels.h says what a band is).
#ifndef TELLERSIGHT_PIXELS_BAND_SCALER_H_
#define TELLERSIGHT_PIXELS_BAND_SCALER_H_

#include "pixels/conversion.h"
#include "pixels/kernels.h"
#include "pixels/scratch.h"
#include "pixels/taps.h"

namespace tellersight {

// Filter table of one axis, in scratch.
struct Filter {
  int taps = 0;
  int count = 0;
  int first = 0, end = 0;  // source samples used: [first, end)
  int32_t* start = nullptr;
  int16_t* weight = nullptr;

  static size_t Bytes(const Axis& axis);
  void Build(const Axis& axis, ScratchUse& scratch);
};

class BandScaler {
 public:
  // `picture` and `conversion` must outlive the scaler.
  BandScaler(const Picture& picture, const Conversion& conversion, const Axis& x, const Axis& y);
  bool Allocated() const { return scratch_.ok(); }

  // Destination rows [first, first + rows), at most kBand.
  void Scale(int first, int rows);

  // Row `row` of the band last scaled: 1 or 3 rows of bytes as colour_row makes them.
  void Row(int row, const uint8_t** channels) const;

 private:
  static size_t Need(const Picture& picture, const Axis& x, const Axis& y);
  bool Uses(int raster) const;
  void BlendRaster(int raster, int first, int rows);
  const Filter& X(const ChannelPlace& place) const { return place.half_x ? x_half_ : x_; }
  const Filter& Y(const ChannelPlace& place) const { return place.half_y ? y_half_ : y_; }

  const Picture& picture_;
  const Conversion& conversion_;
  const FormatInfo& info_;
  const KernelTable& kernels_;
  const LevelRange range_;
  ScratchUse scratch_;
  Filter x_, y_, x_half_, y_half_;
  int blend_pitch_, byte_pitch_;
  int16_t* blended_ = nullptr;  // a band of rows of one raster
  int16_t* turned_ = nullptr;   // the same as columns
  int16_t* scaled_[3] = {};     // columns of each channel
  uint8_t* columns_ = nullptr;  // columns of bytes, kBand * byte_pitch_ a channel
  uint8_t* rows_ = nullptr;     // the same as rows
};

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_BAND_SCALER_H_
