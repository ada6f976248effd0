#include "pixels/resample.h"

#include <algorithm>

#include "pixels/band_scaler.h"
#include "pixels/conversion.h"
#include "pixels/placement.h"
#include "pixels/tensor_writer.h"

namespace tellersight {

Status Resample(const Picture& picture, const Roi& roi, const TensorSpec& spec, void* out, size_t elements,
                Mapping* mapping) {
  Status status = CheckPicture(picture);
  if (status.ok()) status = CheckTensor(spec, elements);
  Placement place;
  if (status.ok()) status = Place(picture, roi, spec, &place);
  if (!status.ok()) return status;

  const Conversion conversion = ConversionFor(picture, spec.channels);
  const auto axis = [](double origin, double scale, int count, int length) -> Axis {
    return {origin, 1 / scale, count, length, 1 / scale >= kAreaFrom};
  };
  const Axis ax = axis(roi.x, place.mapping.scale_x, place.width, picture.width);
  const Axis ay = axis(roi.y, place.mapping.scale_y, place.height, picture.height);
  BandScaler scaler(picture, conversion, ax, ay);
  if (!scaler.Allocated()) return TensorError("out of memory");
  TensorWriter writer(spec, conversion, Kernels(), out);
  for (int y = 0; y < place.y; ++y) writer.PadRow(y);
  for (int y = 0; y < place.height; y += kBand) {
    const int rows = std::min(kBand, place.height - y);
    scaler.Scale(y, rows);
    for (int row = 0; row < rows; ++row) {
      const uint8_t* channels[3];
      scaler.Row(row, channels);
      writer.Row(place.y + y + row, place.x, place.width, channels);
    }
  }
  for (int y = place.y + place.height; y < spec.height; ++y) writer.PadRow(y);
  *mapping = place.mapping;
  return Ok();
}

}  // namespace tellersight
