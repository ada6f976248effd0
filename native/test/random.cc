#include "test/random.h"

#include <cmath>

namespace tellersight::test {
namespace {

constexpr Format kFormats[] = {Format::kGrey, Format::kRgb, Format::kBgr, Format::kYuyv, Format::kNv12};

Picture Shape(Random& random, Format format, int longest) {
  Picture p;
  p.format = format;
  p.width = random.Whole(1, longest);
  p.height = random.Whole(1, longest);
  p.full_range = random.Whole(0, 1) == 1;
  // MainRaster and ChromaRaster know the row lengths; the data pointer does not matter to them.
  int row = MainRaster(p).row_bytes;
  if (format == Format::kNv12 && ChromaRaster(p).row_bytes > row) row = ChromaRaster(p).row_bytes;
  p.stride = row + (random.Whole(0, 1) == 1 ? random.Whole(0, 67) : 0);
  p.size = static_cast<size_t>(p.stride) * (p.height - 1) + MainRaster(p).row_bytes;
  if (format == Format::kNv12) {
    p.size =
        static_cast<size_t>(p.stride) * (p.height + ChromaRaster(p).height - 1) + ChromaRaster(p).row_bytes;
  }
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
    : RandomPicture(random, kFormats[random.Whole(0, 4)], longest_side) {}

TensorSpec RandomSpec(Random& random, int longest_side) {
  TensorSpec spec;
  spec.width = random.Whole(1, longest_side);
  spec.height = random.Whole(1, longest_side);
  spec.layout = static_cast<Layout>(random.Whole(0, 1));
  spec.channels = static_cast<Channels>(random.Whole(0, 3));
  spec.float32 = random.Whole(0, 2) == 0;
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
