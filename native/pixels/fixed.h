// The fixed-point numbers that all kernels share. Levels travel as Q7 (level * 128, at most 32640) in int16,
// so one 16-bit multiply per sample is enough and every target, scalar included, rounds alike.
#ifndef TELLERSIGHT_PIXELS_FIXED_H_
#define TELLERSIGHT_PIXELS_FIXED_H_

#include <cstdint>

namespace tellersight {

constexpr int kLevelBits = 7;          // Q7 levels
constexpr int kWeightOne = 1 << 15;    // weights of one output sample add up to this
constexpr int kWarpFractionBits = 11;  // bilinear fraction of the warp

// What hwy::MulFixedPoint15 (pmulhrsw, sqrdmulh) computes: the product of a Q0.15 weight, rounded to nearest.
inline int16_t MulQ15(int16_t a, int16_t b) {
  return static_cast<int16_t>((static_cast<int32_t>(a) * b * 2 + 0x8000) >> 16);
}

inline uint8_t ClampToByte(int32_t v) { return static_cast<uint8_t>(v < 0 ? 0 : v > 255 ? 255 : v); }

// BT.601 colour conversion, coefficients / 4 in Q15, applied to Q7 levels: results are Q5.
// `luma_offset` is the Q7 level of black. Source: ITU-R BT.601-7 section 2.5, limited range 16..235
// / 16..240.
struct YuvCoefficients {
  int16_t luma_offset;
  int16_t luma;    // Y
  int16_t v_to_r;  // Cr into red
  int16_t u_to_g;  // Cb out of green
  int16_t v_to_g;  // Cr out of green
  int16_t u_to_b;  // Cb into blue
};

constexpr int16_t Quarter(double coefficient) { return static_cast<int16_t>(coefficient / 4 * 32768 + 0.5); }

constexpr YuvCoefficients kLimitedRange = {16 << kLevelBits,
                                           Quarter(255.0 / 219),
                                           Quarter(1.402 * 255 / 224),
                                           Quarter(0.344136286 * 255 / 224),
                                           Quarter(0.714136286 * 255 / 224),
                                           Quarter(1.772 * 255 / 224)};
constexpr YuvCoefficients kFullRange = {
    0, Quarter(1.0), Quarter(1.402), Quarter(0.344136286), Quarter(0.714136286), Quarter(1.772)};

// BT.601 luma of RGB in Q15; they add up to 32768.
constexpr int16_t kRedToLuma = 9798;
constexpr int16_t kGreenToLuma = 19235;
constexpr int16_t kBlueToLuma = 3735;

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_FIXED_H_
