// Which colour kernel takes a camera format to a tensor's channels, and in which order.
#ifndef TELLERSIGHT_PIXELS_CONVERSION_H_
#define TELLERSIGHT_PIXELS_CONVERSION_H_

#include "pixels/kernels.h"
#include "pixels/picture.h"
#include "pixels/tensor.h"

namespace tellersight {

struct Conversion {
  Colour colour;
  const YuvCoefficients* yuv;
  int planes;    // Q7 planes that go in, the picture's first channels: 1 or 3
  int produced;  // byte rows that come out: 1 or 3
  int order[3];  // tensor channel -> byte row
};

Conversion ConversionFor(const Picture& picture, Channels channels);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_CONVERSION_H_
