// The fixed-point numbers that all kernels share. Levels travel as Q7 (level * 128, at most 32640) in int16,
// so one 16-bit multiply per sample is enough and every target, scalar included, rounds alike.
#ifndef TELLERSIGHT_PIXELS_FIXED_H_
#define TELLERSIGHT_PIXELS_FIXED_H_

#include <cstdint>

namespace tellersight {

constexpr int kLevelBits = 7;          // Q7 levels
constexpr int kWeightOne = 1 << 15;    // weights of one output sample add up to this
constexpr int kWarpFractionBits = 11;  // bilinear fraction of the warp

// Sample c of a channel that has one sample for two pixels sits in the middle of pixels 2c and 2c + 1. Q16 indices.
inline int32_t HalfIndex(int32_t q16) { return (q16 >> 1) - (1 << 14); }

// What hwy::MulFixedPoint15 (pmulhrsw, sqrdmulh) computes: the product of a Q0.15 weight, rounded to nearest.
inline int16_t MulQ15(int16_t a, int16_t b) {
  return static_cast<int16_t>((static_cast<int32_t>(a) * b * 2 + 0x8000) >> 16);
}

// How raw levels of more than eight bits become Q7: low to 0, high to 32640, linear between.
struct LevelRange {
  uint16_t low, high;
  int shift;        // brings high - low to 16 bits
  uint16_t factor;  // Q16

  LevelRange(uint16_t lowest, uint16_t highest) : low(lowest), high(highest), shift(0) {
    const uint32_t span = static_cast<uint32_t>(highest) - lowest;
    while (span << (shift + 1) <= 0xFFFF) ++shift;
    factor = static_cast<uint16_t>(((255u << kLevelBits) * 65536.0) / (span << shift) + 0.5);
  }
  int16_t Level(int raw) const {
    const int above = (raw < high ? raw : high) - low;
    return static_cast<int16_t>((static_cast<uint32_t>(above < 0 ? 0 : above) << shift) * factor >> 16);
  }
};

inline uint8_t ClampToByte(int32_t v) { return static_cast<uint8_t>(v < 0 ? 0 : v > 255 ? 255 : v); }

// YUV to RGB, coefficients / 4 in Q15, applied to Q7 levels: results are Q5. `luma_offset` is the Q7 level of black.
struct YuvCoefficients {
  int16_t luma_offset;
  int16_t luma;    // Y
  int16_t v_to_r;  // Cr into red
  int16_t u_to_g;  // Cb out of green
  int16_t v_to_g;  // Cr out of green
  int16_t u_to_b;  // Cb into blue
};

// From the weights of red and blue in luma; green has the rest. Limited range is 16..235 for luma, 16..240 for chroma.
constexpr YuvCoefficients MakeYuv(double red, double blue, bool full_range) {
  const auto quarter = [](double coefficient) {
    return static_cast<int16_t>(coefficient / 4 * 32768 + 0.5);
  };
  const double luma = full_range ? 1 : 255.0 / 219, chroma = full_range ? 1 : 255.0 / 224;
  const double v_to_r = 2 * (1 - red) * chroma, u_to_b = 2 * (1 - blue) * chroma, green = 1 - red - blue;
  return {static_cast<int16_t>(full_range ? 0 : 16 << kLevelBits),
          quarter(luma),
          quarter(v_to_r),
          quarter(u_to_b * blue / green),
          quarter(v_to_r * red / green),
          quarter(u_to_b)};
}

// ITU-R BT.601-7 section 2.5.1 and BT.709-6 section 3.2, [limited, full].
constexpr YuvCoefficients kBt601[2] = {MakeYuv(0.299, 0.114, false), MakeYuv(0.299, 0.114, true)};
constexpr YuvCoefficients kBt709[2] = {MakeYuv(0.2126, 0.0722, false), MakeYuv(0.2126, 0.0722, true)};

// BT.601 luma of RGB in Q15; they add up to 32768.
constexpr int16_t kRedToLuma = 9798;
constexpr int16_t kGreenToLuma = 19235;
constexpr int16_t kBlueToLuma = 3735;

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_FIXED_H_
