#include "pixels/conversion.h"

namespace tellersight {
namespace {

Conversion ToGrey(Colour colour, const YuvCoefficients* yuv, int planes) {
  return {colour, yuv, planes, 1, {0, 0, 0}};
}

}  // namespace

Conversion ConversionFor(const Picture& picture, Channels channels) {
  const YuvCoefficients* yuv = (picture.bt709 ? kBt709 : kBt601) + picture.full_range;
  const FormatInfo& info = Info(picture.format);
  if (info.channels == 1) return ToGrey(Colour::kGreyToGrey, yuv, 1);
  const bool rgb = info.rgb;
  if (channels == Channels::kGrey || channels == Channels::kGrey3) {
    return rgb ? ToGrey(Colour::kRgbToGrey, yuv, 3) : ToGrey(Colour::kLumaToGrey, yuv, 1);
  }
  const Colour colour = rgb ? Colour::kRgbToRgb : Colour::kYuvToRgb;
  if (channels == Channels::kBgr) return {colour, yuv, 3, 3, {2, 1, 0}};
  return {colour, yuv, 3, 3, {0, 1, 2}};
}

}  // namespace tellersight
