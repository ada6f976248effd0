#include "pixels/resample.h"

#include <algorithm>

#include "pixels/conversion.h"
#include "pixels/kernels.h"
#include "pixels/placement.h"
#include "pixels/scratch.h"
#include "pixels/taps.h"
#include "pixels/tensor_writer.h"

namespace tellersight {
namespace {

constexpr int kMaxTaps = static_cast<int>(kMaxShrink) + 4;

// Filter table of one axis, in scratch.
struct Taps {
  int taps = 0;
  int count = 0;
  int first = 0, end = 0;  // source samples used: [first, end)
  int32_t* start = nullptr;
  int16_t* weight = nullptr;

  static size_t Bytes(const Axis& axis) {
    return axis.count * (sizeof(int32_t) + sizeof(int16_t) * TapCount(axis));
  }

  void Build(const Axis& axis, ScratchUse& scratch) {
    taps = TapCount(axis);
    count = axis.count;
    start = scratch.Take<int32_t>(count);
    weight = scratch.Take<int16_t>(static_cast<size_t>(count) * taps);
    BuildTaps(axis, start, weight);
    first = start[0];
    end = std::min(axis.length, start[count - 1] + taps);
  }
  void Rebase(int origin) {
    for (int i = 0; i < count; ++i) start[i] -= origin;
  }
};

Axis Half(const Axis& axis) { return {axis.origin / 2, axis.step / 2, axis.count, (axis.length + 1) / 2}; }

// The source rows behind one destination row, from byte `byte` on, and their weights.
struct RowTaps {
  const uint8_t* rows[kMaxTaps];
  int16_t weight[kMaxTaps];

  RowTaps(const Raster& raster, const Taps& y, int i, int byte) {
    for (int t = 0; t < y.taps; ++t) {
      // Taps that pass the end of the picture weigh nothing, but are read.
      const int row = std::min(y.start[i] + t, raster.height - 1);
      rows[t] = raster.data + static_cast<size_t>(row) * raster.stride + byte;
      weight[t] = y.weight[WeightAt(i, t, y.count)];
    }
  }
};

// Bytes of the smallest whole group of pixels in the main raster.
int GroupBytes(Format format) {
  switch (format) {
    case Format::kGrey:
    case Format::kNv12:
      return 1;
    case Format::kRgb:
    case Format::kBgr:
      return 3;
    case Format::kYuyv:
      return 4;
  }
  return 1;
}

class Resampler {
 public:
  Resampler(const Picture& picture, const Conversion& conversion, const Axis& ax, const Axis& ay)
      : picture_(picture),
        conversion_(conversion),
        kernels_(Kernels()),
        chroma_(conversion.colour == Colour::kYuvToRgb),
        planar_chroma_(chroma_ && picture.format == Format::kNv12),
        scratch_(Need(picture, ax, ay)) {
    if (!scratch_.ok()) return;
    x_.Build(ax, scratch_);
    y_.Build(ay, scratch_);
    if (chroma_) x_half_.Build(Half(ax), scratch_);
    if (planar_chroma_) y_half_.Build(Half(ay), scratch_);
    PickWindow();
    const size_t samples = static_cast<size_t>(picture.width) + 2;
    mixed_ = scratch_.Take<int16_t>(4 * samples);
    for (auto& plane : source_) plane = scratch_.Take<int16_t>(samples);
    for (auto& plane : scaled_) plane = scratch_.Take<int16_t>(ax.count);
    for (auto& row : bytes_) row = scratch_.Take<uint8_t>(ax.count);
  }

  bool Allocated() const { return scratch_.ok(); }

  // Channels of destination row i, as colour_row makes them; valid until the next call.
  const uint8_t* const* Row(int i) {
    MainPlanes(i);
    if (planar_chroma_) ChromaPlanes(i);
    kernels_.colour_row(conversion_.colour, *conversion_.yuv, scaled_, x_.count, bytes_);
    return bytes_;
  }

 private:
  static size_t Need(const Picture& picture, const Axis& ax, const Axis& ay) {
    const size_t rows = (4 + 3) * (static_cast<size_t>(picture.width) + 2) * sizeof(int16_t);
    return rows + ax.count * 3 * (sizeof(int16_t) + 1) + 2 * (Taps::Bytes(ax) + Taps::Bytes(ay));
  }

  // Limits the source columns to those the taps use, at a whole group of pixels.
  void PickWindow() {
    first_ = x_.first;
    end_ = x_.end;
    if (picture_.format == Format::kYuyv) {
      first_ /= 2;
      end_ = (end_ + 1) / 2;
      if (chroma_) {
        first_ = std::min(first_, x_half_.first);
        end_ = std::max(end_, x_half_.end);
        x_half_.Rebase(first_);
      }
      x_.Rebase(2 * first_);
    } else {
      x_.Rebase(first_);
    }
    if (planar_chroma_) x_half_.Rebase(x_half_.first);
  }

  void MainPlanes(int i) {
    const int groups = end_ - first_;
    const int group_bytes = GroupBytes(picture_.format);
    const RowTaps from(MainRaster(picture_), y_, i, first_ * group_bytes);
    if (group_bytes == 1) {
      kernels_.blend_rows(from.rows, from.weight, y_.taps, groups, source_[0]);
    } else {
      kernels_.blend_rows(from.rows, from.weight, y_.taps, groups * group_bytes, mixed_);
      int16_t* planes[3] = {source_[0], source_[1], source_[2]};
      if (picture_.format == Format::kBgr) std::swap(planes[0], planes[2]);
      kernels_.split_row(group_bytes == 4 ? Split::kYuyv : Split::kTriples, mixed_, groups, planes);
    }
    Filter(0, x_);
    if (group_bytes == 1 || conversion_.planes == 1) return;
    for (int p = 1; p < 3; ++p) Filter(p, chroma_ ? x_half_ : x_);
  }

  void ChromaPlanes(int i) {
    const int first = x_half_.first, groups = x_half_.end - first;
    const RowTaps from(ChromaRaster(picture_), y_half_, i, 2 * first);
    kernels_.blend_rows(from.rows, from.weight, y_half_.taps, 2 * groups, mixed_);
    int16_t* const planes[2] = {source_[1], source_[2]};
    kernels_.split_row(Split::kPairs, mixed_, groups, planes);
    for (int p = 1; p < 3; ++p) Filter(p, x_half_);
  }

  void Filter(int plane, const Taps& x) {
    kernels_.filter_row(source_[plane], x.start, x.weight, x.taps, x.count, scaled_[plane]);
  }

  const Picture& picture_;
  const Conversion& conversion_;
  const KernelTable& kernels_;
  const bool chroma_;         // colour planes are wanted and half as wide
  const bool planar_chroma_;  // ... and lie in a raster of their own
  ScratchUse scratch_;
  Taps x_, y_, x_half_, y_half_;
  int first_ = 0, end_ = 0;  // groups of the main raster that are read
  int16_t* mixed_ = nullptr;
  int16_t* source_[3] = {};
  int16_t* scaled_[3] = {};
  uint8_t* bytes_[3] = {};
};

}  // namespace

Status Resample(const Picture& picture, const Roi& roi, const TensorSpec& spec, void* out, size_t elements,
                Mapping* mapping) {
  Status status = CheckPicture(picture);
  if (status.ok()) status = CheckTensor(spec, elements);
  Placement place;
  if (status.ok()) status = Place(picture, roi, spec, &place);
  if (!status.ok()) return status;

  const Conversion conversion = ConversionFor(picture, spec.channels);
  const Axis ax = {roi.x, 1 / place.mapping.scale_x, place.width, picture.width};
  const Axis ay = {roi.y, 1 / place.mapping.scale_y, place.height, picture.height};
  Resampler resampler(picture, conversion, ax, ay);
  if (!resampler.Allocated()) return TensorError("out of memory");
  TensorWriter writer(spec, conversion, Kernels(), out);
  for (int y = 0; y < spec.height; ++y) {
    const bool inside = y >= place.y && y < place.y + place.height;
    if (inside) {
      writer.Row(y, place.x, place.width, resampler.Row(y - place.y));
    } else {
      writer.PadRow(y);
    }
  }
  *mapping = place.mapping;
  return Ok();
}

}  // namespace tellersight
