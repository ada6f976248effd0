#include "pixels/jpeg.h"

#include <turbojpeg.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include "test/guarded.h"
#include "test/random.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

constexpr int kWidth = 48, kHeight = 33;

std::vector<uint8_t> Encode() {
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
  CHECK(tjCompress2(handle, rgb.data(), kWidth, 0, kHeight, TJPF_RGB, &jpeg, &size, TJSAMP_422, 95, 0) == 0);
  std::vector<uint8_t> bytes(jpeg, jpeg + size);
  tjFree(jpeg);
  tjDestroy(handle);
  return bytes;
}

}  // namespace

TEST(JpegDecodesToTheColoursPutIn) {
  const std::vector<uint8_t> jpeg = Encode();
  JpegSize size;
  CHECK(ReadJpegSize(jpeg.data(), jpeg.size(), &size).ok());
  CHECK(size.width == kWidth && size.height == kHeight);
  Guarded out(3 * kWidth * kHeight);
  CHECK(DecodeJpegRgb(jpeg.data(), jpeg.size(), size, out.data()).ok());
  const uint8_t* p = out.data() + 3 * (20 * kWidth + 30);
  CHECK(abs(p[0] - 150) <= 6 && abs(p[1] - 140) <= 6 && abs(p[2] - 90) <= 6);
}

TEST(CutJpegIsRefusedAtEveryLength) {
  const std::vector<uint8_t> jpeg = Encode();
  Guarded out(3 * kWidth * kHeight);
  // The last two bytes are the end marker: without them nothing of the picture is missing.
  for (size_t length = 0; length + 2 < jpeg.size(); ++length) {
    Guarded cut(length);
    if (length > 0) memcpy(cut.data(), jpeg.data(), length);
    CHECK(!DecodeJpegRgb(cut.data(), length, {kWidth, kHeight}, out.data()).ok());
  }
}

TEST(DamagedJpegNeverCrashesOrChangesSize) {
  const std::vector<uint8_t> jpeg = Encode();
  Random random(10);
  Guarded out(3 * kWidth * kHeight);
  int refused = 0;
  for (int round = 0; round < 4000; ++round) {
    Guarded damaged(jpeg.size());
    memcpy(damaged.data(), jpeg.data(), jpeg.size());
    for (int n = random.Whole(1, 4); n > 0; --n) {
      damaged.data()[random.Whole(0, static_cast<int>(jpeg.size()) - 1)] =
          static_cast<uint8_t>(random.Bits());
    }
    refused += !DecodeJpegRgb(damaged.data(), damaged.size(), {kWidth, kHeight}, out.data()).ok();
  }
  CHECK(refused > 200);
}

}  // namespace tellersight::test
