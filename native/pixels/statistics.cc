#include "pixels/statistics.h"

#include <cmath>

#include "pixels/box.h"
#include "pixels/kernels.h"
#include "pixels/luma_reader.h"
#include "pixels/scratch.h"

namespace tellersight {
namespace {

// Sums are whole numbers, so a flat box gives exactly zero instead of a rounding remainder.
double Variance(int64_t sum, int64_t squares, int64_t count) {
  const double mean = static_cast<double>(sum) / count;
  return std::fmax(0, static_cast<double>(squares) / count - mean * mean);
}

}  // namespace

Status MeasureLuma(const Picture& picture, const Roi& roi, LumaStats* stats) {
  Status status = CheckPicture(picture);
  Box box;
  if (status.ok()) status = CutBox(picture, roi, 3, &box);
  if (!status.ok()) return status;

  const KernelTable& kernels = Kernels();
  ScratchUse scratch(LumaReader::ScratchBytes(box.width) + 3 * static_cast<size_t>(box.width));
  if (!scratch.ok()) return PictureError("out of memory");
  LumaReader reader(picture, box.x, box.width, scratch);
  uint8_t* ring[3];
  for (auto& row : ring) row = scratch.Take<uint8_t>(box.width);

  LumaSums sums;
  const uint8_t* above = nullptr;
  const uint8_t* centre = reader.Row(box.y, ring[0]);
  for (int y = 0; y < box.height; ++y) {
    const bool last = y + 1 == box.height;
    const uint8_t* below = last ? nullptr : reader.Row(box.y + y + 1, ring[(y + 1) % 3]);
    kernels.luma_row(last ? nullptr : above, centre, below, box.width, &sums);
    above = centre;
    centre = below;
  }
  const int64_t count = static_cast<int64_t>(box.width) * box.height;
  stats->mean = static_cast<double>(sums.levels) / count;
  stats->clipped_low = static_cast<double>(sums.low) / count;
  stats->clipped_high = static_cast<double>(sums.high) / count;
  const int64_t inner = static_cast<int64_t>(box.width - 2) * (box.height - 2);
  stats->sharpness = Variance(sums.laplacian, sums.laplacian_squares, inner);
  return Ok();
}

Status MeasureDifference(const Picture& lit, const Picture& unlit, const Roi& roi, DiffStats* stats) {
  Status status = CheckPicture(lit);
  if (status.ok()) status = CheckPicture(unlit);
  if (!status.ok()) return status;
  if (lit.format != Format::kGrey || unlit.format != Format::kGrey) {
    return PictureError("the difference needs two GREY pictures");
  }
  if (lit.width != unlit.width || lit.height != unlit.height) {
    return PictureError("the two pictures differ in size");
  }
  Box box;
  status = CutBox(lit, roi, kDiffCells, &box);
  if (!status.ok()) return status;

  const KernelTable& kernels = Kernels();
  DiffSums total;
  for (int cy = 0; cy < kDiffCells; ++cy) {
    const int top = box.height * cy / kDiffCells, bottom = box.height * (cy + 1) / kDiffCells;
    for (int cx = 0; cx < kDiffCells; ++cx) {
      const int left = box.width * cx / kDiffCells, right = box.width * (cx + 1) / kDiffCells;
      DiffSums cell;
      for (int y = box.y + top; y < box.y + bottom; ++y) {
        kernels.diff_row(lit.data + static_cast<size_t>(y) * lit.stride + box.x + left,
                         unlit.data + static_cast<size_t>(y) * unlit.stride + box.x + left, right - left,
                         &cell);
      }
      stats->cells[cy * kDiffCells + cx] =
          static_cast<double>(cell.sum) / (static_cast<int64_t>(right - left) * (bottom - top));
      total.sum += cell.sum;
      total.squares += cell.squares;
    }
  }
  const int64_t count = static_cast<int64_t>(box.width) * box.height;
  stats->mean = static_cast<double>(total.sum) / count;
  stats->stddev = std::sqrt(Variance(total.sum, total.squares, count));
  return Ok();
}

}  // namespace tellersight
