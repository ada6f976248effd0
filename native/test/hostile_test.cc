// Geometry and sizes that an attacker, a broken model or a broken camera could produce: a code, never a
// crash.
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <limits>

#include "pixels/statistics.h"
#include "pixels/warp.h"
#include "test/random.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

double Hostile(Random& random) {
  static constexpr double kValues[] = {kNan, kInf,  -kInf, 0,     -0.0,        1e300, -1e300, 1e-300, 5e-324,
                                       1e9,  -1e9,  65536, 65537, 2147483648., -1,    0.5,    30000,  -30000,
                                       639,  640.5, 1e18,  -1e18, 4.9e-5,      63,    1.0};
  return kValues[random.Whole(0, static_cast<int>(sizeof(kValues) / sizeof(kValues[0])) - 1)];
}

bool Is(const Status& status, const char* code) {
  return status.code != nullptr && strcmp(status.code, code) == 0;
}

}  // namespace

TEST(HostileRegionsGetACode) {
  Random random(6);
  for (int round = 0; round < 20000; ++round) {
    const RandomPicture source(random, 24);
    const TensorSpec spec = RandomSpec(random, 24);
    Guarded out(Elements(spec) * NumberBytes(spec));
    const Roi roi = {Hostile(random), Hostile(random), Hostile(random), Hostile(random)};
    Mapping mapping;
    const Status s = Resample(source.picture(), roi, spec, out.data(), Elements(spec), &mapping);
    CHECK(s.ok() || Is(s, "NATIVE_GEOMETRY"));
    if (!std::isfinite(roi.x + roi.y + roi.width + roi.height)) CHECK(!s.ok());
    if (roi.x + roi.width <= 0 || roi.y + roi.height <= 0 || roi.x >= 24 || roi.y >= 24) CHECK(!s.ok());
    if (s.ok()) CHECK(std::isfinite(mapping.scale_x) && std::isfinite(mapping.scale_y));
    LumaStats luma;
    const Status box = MeasureLuma(source.picture(), roi, &luma);
    CHECK(box.ok() || Is(box, "NATIVE_GEOMETRY"));
    if (source.picture().format == Format::kGrey) {
      DiffStats diff;
      const Status d = MeasureDifference(source.picture(), source.picture(), roi, &diff);
      CHECK(d.ok() || Is(d, "NATIVE_GEOMETRY"));
      if (d.ok()) CHECK(diff.mean == 0 && diff.stddev == 0);
    }
  }
}

TEST(HostileMatricesGetACode) {
  Random random(7);
  for (int round = 0; round < 20000; ++round) {
    const RandomPicture source(random, 24);
    const TensorSpec spec = RandomSpec(random, 24);
    Guarded out(Elements(spec) * NumberBytes(spec));
    double m[6];
    for (double& v : m) v = random.Whole(0, 3) == 0 ? Hostile(random) : random.Real(-2, 2);
    for (const Border border : {Border::kConstant, Border::kReplicate}) {
      const Status s = Warp(source.picture(), m, border, spec, out.data(), Elements(spec));
      CHECK(s.ok() || Is(s, "NATIVE_GEOMETRY"));
      for (const double v : m) {
        if (!std::isfinite(v)) CHECK(!s.ok());
      }
      if (std::fabs(m[2]) > 30000 || std::fabs(m[5]) > 30000) CHECK(!s.ok());  // where the first pixel leads
    }
  }
}

TEST(PicturesThatLieAboutTheirSizeAreRefused) {
  Random random(8);
  for (int round = 0; round < 2000; ++round) {
    const RandomPicture source(random, 40);
    CHECK(CheckPicture(source.picture()).ok());
    Picture p = source.picture();
    p.size -= 1;
    CHECK(Is(CheckPicture(p), "NATIVE_PICTURE"));
    p = source.picture();
    p.stride = RasterOf(p, 0).row_samples * SampleBytes(p) - 1;
    CHECK(Is(CheckPicture(p), "NATIVE_PICTURE"));
    p = source.picture();
    p.width = random.Whole(0, 1) == 0 ? 0 : kMaxSide + 1;
    CHECK(Is(CheckPicture(p), "NATIVE_PICTURE"));
    p = source.picture();
    p.height = random.Whole(0, 1) == 0 ? -5 : 2147483647;
    CHECK(Is(CheckPicture(p), "NATIVE_PICTURE"));
    p = source.picture();
    p.data = nullptr;
    CHECK(Is(CheckPicture(p), "NATIVE_PICTURE"));
  }
}

TEST(TensorsThatDoNotFitAreRefused) {
  TensorSpec spec;
  spec.width = 8;
  spec.height = 4;
  CHECK(CheckTensor(spec, 96).ok());
  CHECK(Is(CheckTensor(spec, 95), "NATIVE_TENSOR"));
  CHECK(Is(CheckTensor(spec, 97), "NATIVE_TENSOR"));
  spec.mean[2] = static_cast<float>(kNan);
  CHECK(Is(CheckTensor(spec, 96), "NATIVE_TENSOR"));
  spec.mean[2] = 0;
  spec.width = kMaxTensorSide + 1;
  CHECK(Is(CheckTensor(spec, static_cast<size_t>(3) * 4 * (kMaxTensorSide + 1)), "NATIVE_TENSOR"));
}

TEST(DifferenceNeedsTwoAlikeGreyPictures) {
  Random random(9);
  const RandomPicture grey(random, Format::kGrey, 40), colour(random, Format::kYuyv, 40);
  DiffStats stats;
  CHECK(Is(MeasureDifference(grey.picture(), colour.picture(), {0, 0, 40, 40}, &stats), "NATIVE_PICTURE"));
  Picture narrower = grey.picture();
  narrower.width -= 1;
  if (narrower.width > 0) {
    CHECK(Is(MeasureDifference(grey.picture(), narrower, {0, 0, 40, 40}, &stats), "NATIVE_PICTURE"));
  }
}

}  // namespace tellersight::test
