#include "pixels/kernels.h"

namespace tellersight::reference {
namespace {

constexpr int kQ7Half = 1 << (kLevelBits - 1);
constexpr int kQ5Half = 1 << 4;
constexpr int16_t kNeutralChroma = 128 << kLevelBits;

uint8_t Level(int q7) { return ClampToByte((q7 + kQ7Half) >> kLevelBits); }
uint8_t LevelQ5(int q5) { return ClampToByte((q5 + kQ5Half) >> 5); }

}  // namespace

void ColourRow(Colour colour, const YuvCoefficients& k, const int16_t* const* in, int count,
               uint8_t* const* out) {
  for (int i = 0; i < count; ++i) {
    switch (colour) {
      case Colour::kGreyToGrey:
        out[0][i] = Level(in[0][i]);
        break;
      case Colour::kLumaToGrey:
        out[0][i] = LevelQ5(MulQ15(static_cast<int16_t>(in[0][i] - k.luma_offset), k.luma));
        break;
      case Colour::kRgbToRgb:
        for (int c = 0; c < 3; ++c) out[c][i] = Level(in[c][i]);
        break;
      case Colour::kRgbToGrey:
        out[0][i] = Level(MulQ15(in[0][i], kRedToLuma) + MulQ15(in[1][i], kGreenToLuma) +
                          MulQ15(in[2][i], kBlueToLuma));
        break;
      case Colour::kYuvToRgb: {
        const int y = MulQ15(static_cast<int16_t>(in[0][i] - k.luma_offset), k.luma);
        const int16_t u = static_cast<int16_t>(in[1][i] - kNeutralChroma);
        const int16_t v = static_cast<int16_t>(in[2][i] - kNeutralChroma);
        out[0][i] = LevelQ5(y + MulQ15(v, k.v_to_r));
        out[1][i] = LevelQ5(y - MulQ15(u, k.u_to_g) - MulQ15(v, k.v_to_g));
        out[2][i] = LevelQ5(y + MulQ15(u, k.u_to_b));
        break;
      }
    }
  }
}

}  // namespace tellersight::reference
