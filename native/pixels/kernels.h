// The row kernels behind every operation. Each has a plain reference (pixels/<name>.cc) and a Highway version
// (pixels/<name>-inl.h) that must agree with it bit for bit on every target.
//
// "Q7" rows are scratch rows (see scratch.h): kernels may read and write whole vectors past their end.
// Source rows and the output tensor are the caller's memory: not one byte past their end is touched.
#ifndef TELLERSIGHT_PIXELS_KERNELS_H_
#define TELLERSIGHT_PIXELS_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "pixels/fetch_pairs.h"
#include "pixels/fixed.h"
#include "pixels/picture.h"

namespace tellersight {

// Rows that are scaled together. Across a band every destination row needs the same columns, so a band is turned on its
// side and the horizontal filter becomes whole vectors that are added: no gather, on any instruction set.
constexpr int kBand = 16;

// How Q7 planes become 8-bit channels: red, green, blue or one grey.
enum class Colour : uint8_t { kGreyToGrey, kLumaToGrey, kRgbToRgb, kRgbToGrey, kYuvToRgb };

// Affine walk along one destination row, Q16 source pixel indices: pixel i is sampled at (x + i * dx, y + i *
// dy).
struct Walk {
  int32_t x, y, dx, dy;
};

struct LumaSums {
  int64_t levels = 0, laplacian = 0, laplacian_squares = 0;
  int64_t low = 0, high = 0;  // pixels at or below 5, at or above 250
};

constexpr uint8_t kClippedLow = 5;     // at or below: no detail left in the dark
constexpr uint8_t kClippedHigh = 250;  // at or above: none left in the light

struct DiffSums {
  int64_t sum = 0, squares = 0;
};

struct KernelTable {
  // out[i] = sum over t of weight[t] * rows[t][i], Q7. The second reads rows of 16-bit words.
  void (*blend_rows)(const uint8_t* const* rows, const int16_t* weight, int taps, int count, int16_t* out);
  void (*blend_rows16)(const uint8_t* const* rows, const LevelRange& range, const int16_t* weight, int taps,
                       int count, int16_t* out);
  // A band of rows, `pitch` samples apart, to columns: out[i * kBand + row] = in[row * pitch + i].
  void (*turn_rows)(const int16_t* in, int pitch, int count, int16_t* out);
  // Column i of `out` = sum over t of weight[i * taps + t] * column (start[i] + t) * pitch + offset of `in` (taps.h).
  void (*filter_columns)(const int16_t* in, int offset, int pitch, const int32_t* start, const int16_t* weight,
                         int taps, int count, int16_t* out);
  // Columns back to rows: out[row * pitch + i] = in[i * kBand + row].
  void (*turn_bytes)(const uint8_t* in, int count, uint8_t* out, int pitch);
  // out[i] = in[i * pitch + offset]; pitch 2 or 3.
  void (*pick_row)(const int16_t* in, int offset, int pitch, int count, int16_t* out);
  // planes: 1 (grey, luma) or 3; out: 1 or 3 scratch rows of bytes.
  void (*colour_row)(Colour colour, const YuvCoefficients& yuv, const int16_t* const* planes, int count,
                     uint8_t* const* out);
  void (*store_interleaved)(const uint8_t* const* channels, int count, uint8_t* out);
  // Writes out[i * pitch] = (in[i] - mean) * scale.
  void (*store_float)(const uint8_t* in, int count, float mean, float scale, int pitch, float* out);
  // Bilinear samples of the picture's first `channels` along the walk to Q7 planes; outside, edges repeat. `words` has room
  // for the row.
  void (*warp_row)(const Picture& picture, int channels, const Walk& walk, int count, const WarpWords& words,
                   int16_t* const* planes);
  // Adds the levels of `centre` and, for its inner pixels, the Laplacian (above + below + left + right - 4
  // centre). above == nullptr: levels only.
  void (*luma_row)(const uint8_t* above, const uint8_t* centre, const uint8_t* below, int count,
                   LumaSums* sums);
  // Adds lit - unlit.
  void (*diff_row)(const uint8_t* lit, const uint8_t* unlit, int count, DiffSums* sums);
};

const KernelTable& ReferenceKernels();

// The table for the best target this CPU has (hwy::SetSupportedTargetsForTest narrows the choice).
const KernelTable& SimdKernels();
const char* SimdTargetName();

// What operations use: SIMD unless the reference was asked for.
const KernelTable& Kernels();
void UseReferenceKernels(bool reference);
const char* KernelTargetName();

// Reference kernels, one file each.
namespace reference {

void BlendRows(const uint8_t* const* rows, const int16_t* weight, int taps, int count, int16_t* out);
void BlendRows16(const uint8_t* const* rows, const LevelRange& range, const int16_t* weight, int taps, int count,
                 int16_t* out);
void TurnRows(const int16_t* in, int pitch, int count, int16_t* out);
void FilterColumns(const int16_t* in, int offset, int pitch, const int32_t* start, const int16_t* weight, int taps,
                   int count, int16_t* out);
void TurnBytes(const uint8_t* in, int count, uint8_t* out, int pitch);
void PickRow(const int16_t* in, int offset, int pitch, int count, int16_t* out);
void ColourRow(Colour colour, const YuvCoefficients& yuv, const int16_t* const* planes, int count,
               uint8_t* const* out);
void StoreInterleaved(const uint8_t* const* channels, int count, uint8_t* out);
void StoreFloat(const uint8_t* in, int count, float mean, float scale, int pitch, float* out);
void WarpRow(const Picture& picture, int channels, const Walk& walk, int count, const WarpWords& words,
             int16_t* const* planes);
void LumaRow(const uint8_t* above, const uint8_t* centre, const uint8_t* below, int count, LumaSums* sums);
// The Laplacian part of LumaRow, for pixels [first, count - 1).
void LaplacianRow(const uint8_t* above, const uint8_t* centre, const uint8_t* below, int first, int count,
                  LumaSums* sums);
void DiffRow(const uint8_t* lit, const uint8_t* unlit, int count, DiffSums* sums);

}  // namespace reference
}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_KERNELS_H_
