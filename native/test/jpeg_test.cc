#include "pixels/jpeg.h"

#include <turbojpeg.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include "pixels/resample.h"
#include "test/guarded.h"
#include "test/random.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

constexpr int kWidth = 48, kHeight = 34;
constexpr JpegInfo k422 = {kWidth, kHeight, Format::k422p};
constexpr size_t k422Bytes = 2 * kWidth * kHeight;

std::vector<uint8_t> Encode(int subsampling = TJSAMP_422) {
  std::vector<uint8_t> rgb(3 * kWidth * kHeight);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      uint8_t* p = &rgb[3 * (y * kWidth + x)];
      p[0] = static_cast<uint8_t>(5 * x);
      p[1] = static_cast<uint8_t>(7 * y);
      p[2] = 90;
    }
  }
  tjhandle handle = tjInitCompress();
  unsigned char* jpeg = nullptr;
  unsigned long size = 0;
  CHECK(tjCompress2(handle, rgb.data(), kWidth, 0, kHeight, TJPF_RGB, &jpeg, &size, subsampling, 95, 0) == 0);
  std::vector<uint8_t> bytes(jpeg, jpeg + size);
  tjFree(jpeg);
  tjDestroy(handle);
  return bytes;
}

}  // namespace

// The tensor of the decoded planes has the colours that went in, whatever the sampling.
TEST(JpegDecodesToTheColoursPutIn) {
  const struct {
    int subsampling;
    Format format;
  } kinds[] = {{TJSAMP_422, Format::k422p}, {TJSAMP_420, Format::kYu12}, {TJSAMP_444, Format::kRgb}};
  for (const auto& kind : kinds) {
    const std::vector<uint8_t> jpeg = Encode(kind.subsampling);
    JpegInfo info;
    CHECK(ReadJpegInfo(jpeg.data(), jpeg.size(), &info).ok());
    CHECK(info.width == kWidth && info.height == kHeight && info.format == kind.format);
    Guarded out(JpegBytes(info, info.format));
    CHECK(DecodeJpeg(jpeg.data(), jpeg.size(), info, info.format, out.data()).ok());
    Picture p;
    p.format = info.format;
    p.width = kWidth;
    p.height = kHeight;
    p.stride = info.format == Format::kRgb ? 3 * kWidth : kWidth;
    p.data = out.data();
    p.size = out.size();
    p.full_range = true;
    TensorSpec spec;
    spec.width = kWidth;
    spec.height = kHeight;
    spec.layout = Layout::kNhwc;
    std::vector<uint8_t> tensor(3 * kWidth * kHeight);
    Mapping mapping;
    CHECK(Resample(p, {0, 0, kWidth, kHeight}, spec, tensor.data(), tensor.size(), &mapping).ok());
    const uint8_t* rgb = tensor.data() + 3 * (20 * kWidth + 30);
    CHECK(abs(rgb[0] - 150) <= 6 && abs(rgb[1] - 140) <= 6 && abs(rgb[2] - 90) <= 6);
  }
}

TEST(JpegLumaAloneIsTheFirstPlane) {
  const std::vector<uint8_t> jpeg = Encode();
  Guarded planes(k422Bytes), luma(kWidth * kHeight);
  CHECK(DecodeJpeg(jpeg.data(), jpeg.size(), k422, Format::k422p, planes.data()).ok());
  CHECK(DecodeJpeg(jpeg.data(), jpeg.size(), k422, Format::kGrey, luma.data()).ok());
  CHECK(memcmp(planes.data(), luma.data(), luma.size()) == 0);
}

TEST(JpegOfAnotherKindIsRefused) {
  const std::vector<uint8_t> jpeg = Encode(TJSAMP_420);
  Guarded out(3 * kWidth * kHeight);
  CHECK(!DecodeJpeg(jpeg.data(), jpeg.size(), k422, Format::k422p, out.data()).ok());
  CHECK(!DecodeJpeg(jpeg.data(), jpeg.size(), {kWidth, kHeight, Format::kYu12}, Format::kRgb, out.data()).ok());
  CHECK(!DecodeJpeg(jpeg.data(), jpeg.size(), {kWidth, kHeight - 2, Format::kYu12}, Format::kYu12, out.data()).ok());
}

TEST(CutJpegIsRefusedAtEveryLength) {
  const std::vector<uint8_t> jpeg = Encode();
  Guarded out(k422Bytes);
  // The last two bytes are the end marker: without them nothing of the picture is missing.
  for (size_t length = 0; length + 2 < jpeg.size(); ++length) {
    Guarded cut(length);
    if (length > 0) memcpy(cut.data(), jpeg.data(), length);
    CHECK(!DecodeJpeg(cut.data(), length, k422, Format::k422p, out.data()).ok());
  }
}

TEST(DamagedJpegNeverCrashesOrChangesSize) {
  const std::vector<uint8_t> jpeg = Encode();
  Random random(10);
  Guarded out(k422Bytes);
  int refused = 0;
  for (int round = 0; round < 4000; ++round) {
    Guarded damaged(jpeg.size());
    memcpy(damaged.data(), jpeg.data(), jpeg.size());
    for (int n = random.Whole(1, 4); n > 0; --n) {
      damaged.data()[random.Whole(0, static_cast<int>(jpeg.size()) - 1)] =
          static_cast<uint8_t>(random.Bits());
    }
    refused += !DecodeJpeg(damaged.data(), damaged.size(), k422, Format::k422p, out.data()).ok();
  }
  CHECK(refused > 200);
}

}  // namespace tellersight::test
