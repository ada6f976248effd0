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
  if (Info(lit.format).channels != 1 || unlit.format != lit.format) {
    return PictureError("the difference needs two grey pictures of one format");
  }
  if (lit.width != unlit.width || lit.height != unlit.height) {
    return PictureError("the two pictures differ in size");
  }
  Box box;
  status = CutBox(lit, roi, kDiffCells, &box);
  if (!status.ok()) return status;

  const KernelTable& kernels = Kernels();
  ScratchUse scratch(2 * (LumaReader::ScratchBytes(box.width) + static_cast<size_t>(box.width)));
  if (!scratch.ok()) return PictureError("out of memory");
  LumaReader lit_reader(lit, box.x, box.width, scratch), unlit_reader(unlit, box.x, box.width, scratch);
  uint8_t* const lit_row = scratch.Take<uint8_t>(box.width);
  uint8_t* const unlit_row = scratch.Take<uint8_t>(box.width);
  const auto edge = [](int length, int cell) { return length * cell / kDiffCells; };
  DiffSums total;
  for (int cy = 0; cy < kDiffCells; ++cy) {
    const int top = edge(box.height, cy), bottom = edge(box.height, cy + 1);
    DiffSums cells[kDiffCells];
    for (int y = box.y + top; y < box.y + bottom; ++y) {
      const uint8_t* const bright = lit_reader.Row(y, lit_row);
      const uint8_t* const dark = unlit_reader.Row(y, unlit_row);
      for (int cx = 0; cx < kDiffCells; ++cx) {
        const int left = edge(box.width, cx);
        kernels.diff_row(bright + left, dark + left, edge(box.width, cx + 1) - left, &cells[cx]);
      }
    }
    for (int cx = 0; cx < kDiffCells; ++cx) {
      const int64_t pixels = static_cast<int64_t>(edge(box.width, cx + 1) - edge(box.width, cx)) * (bottom - top);
      stats->cells[cy * kDiffCells + cx] = static_cast<double>(cells[cx].sum) / pixels;
      total.sum += cells[cx].sum;
      total.squares += cells[cx].squares;
    }
  }
  const int64_t count = static_cast<int64_t>(box.width) * box.height;
  stats->mean = static_cast<double>(total.sum) / count;
  stats->stddev = std::sqrt(Variance(total.sum, total.squares, count));
  return Ok();
}

}  // namespace tellersight
