#include "test/random.h"

#include <cmath>

namespace tellersight::test {
namespace {

Picture Shape(Random& random, Format format, int longest) {
  Picture p;
  p.format = format;
  p.width = random.Whole(1, longest);
  p.height = random.Whole(1, longest);
  p.full_range = random.Whole(0, 1) == 1;
  p.bt709 = random.Whole(0, 1) == 1;
  if (random.Whole(0, 1) == 1) {
    p.low = static_cast<uint16_t>(random.Whole(0, 900));
    // Formats of eight bits do not look at the levels, whatever they are.
    p.high = static_cast<uint16_t>(SampleBytes(p) == 1 ? p.low : random.Whole(p.low + 1, 65535));
  }
  // RasterOf knows the row lengths; the data pointer does not matter to it.
  static const uint8_t anywhere = 0;
  p.data = &anywhere;
  const FormatInfo& info = Info(format);
  for (int r = 0; r < info.rasters; ++r) {
    // Chroma of planar formats has half the stride.
    const int factor = r > 0 && info.place[r].pitch == 1 ? 2 : 1;
    const int needed = factor * RasterOf(p, r).row_samples * SampleBytes(p);
    if (needed > p.stride) p.stride = needed;
  }
  p.stride += random.Whole(0, 1) == 1 ? random.Whole(0, 67) : 0;
  const Raster last = RasterOf(p, info.rasters - 1);
  p.size = static_cast<size_t>(last.data - p.data) + static_cast<size_t>(last.stride) * (last.height - 1) +
           last.row_samples * SampleBytes(p);
  return p;
}

}  // namespace

uint32_t Random::Bits() {
  // xorshift64*, Vigna 2016
  state_ ^= state_ >> 12;
  state_ ^= state_ << 25;
  state_ ^= state_ >> 27;
  return static_cast<uint32_t>((state_ * 0x2545F4914F6CDD1Du) >> 32);
}

RandomPicture::RandomPicture(Random& random, Format format, int longest_side)
    : picture_(Shape(random, format, longest_side)), bytes_(picture_.size) {
  picture_.data = bytes_.data();
  // Noise, or all of one extreme: white and black are where fixed-point sums overflow.
  const int kind = random.Whole(0, 9);
  for (size_t i = 0; i < picture_.size; ++i) {
    bytes_.data()[i] = kind == 0 ? 255 : kind == 1 ? 0 : static_cast<uint8_t>(random.Bits());
  }
}

RandomPicture::RandomPicture(Random& random, int longest_side)
    : RandomPicture(random, static_cast<Format>(random.Whole(0, kFormats - 1)), longest_side) {}

TensorSpec RandomSpec(Random& random, int longest_side) {
  TensorSpec spec;
  spec.width = random.Whole(1, longest_side);
  spec.height = random.Whole(1, longest_side);
  spec.layout = static_cast<Layout>(random.Whole(0, 1));
  spec.channels = static_cast<Channels>(random.Whole(0, 3));
  spec.number = static_cast<Number>(random.Whole(0, 2));
  for (int c = 0; c < 3; ++c) {
    spec.mean[c] = static_cast<float>(random.Real(0, 255));
    spec.scale[c] = static_cast<float>(random.Real(0.001, 2));
  }
  spec.fit = static_cast<Fit>(random.Whole(0, 2));
  spec.pad = static_cast<uint8_t>(random.Bits());
  return spec;
}

size_t Elements(const TensorSpec& spec) {
  return static_cast<size_t>(spec.width) * spec.height * ChannelCount(spec);
}

Roi RandomRoi(Random& random, const Picture& p) {
  if (random.Whole(0, 3) == 0) return {0, 0, double(p.width), double(p.height)};
  const double reach = random.Whole(0, 4) == 0 ? 3 : 0.5;
  Roi roi;
  roi.x = random.Real(-reach * p.width, p.width * 0.99);
  roi.y = random.Real(-reach * p.height, p.height * 0.99);
  roi.width = std::fmax(0.1, random.Real(0.01, 1 + reach) * p.width);
  roi.height = std::fmax(0.1, random.Real(0.01, 1 + reach) * p.height);
  if (roi.x + roi.width <= 0) roi.width = -roi.x + 0.5;
  if (roi.y + roi.height <= 0) roi.height = -roi.y + 0.5;
  return roi;
}

}  // namespace tellersight::test
