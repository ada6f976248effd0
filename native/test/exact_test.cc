// Every instruction set this CPU offers gives the reference's bytes, over thousands of random geometries.
#include <cstring>

#include "hwy/targets.h"
#include "pixels/kernels.h"
#include "pixels/statistics.h"
#include "pixels/warp.h"
#include "test/random.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

constexpr int kRounds = 1000;

// Calls `body` with each target's kernels in use, then gives the choice back.
template <typename Body>
void OnEachTarget(Body body) {
  int targets = 0;
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    if (!CHECK(strcmp(KernelTargetName(), hwy::TargetName(target)) == 0)) {
      printf("# wanted %s, running %s\n", hwy::TargetName(target), KernelTargetName());
    }
    printf("# %s\n", KernelTargetName());
    body();
    ++targets;
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  CHECK(targets > 0);
}

// Runs `write(out)` with the reference and with SIMD kernels into page-end buffers that begin alike.
template <typename Write>
bool SameBytes(const TensorSpec& spec, Write write) {
  const size_t bytes = Elements(spec) * NumberBytes(spec);
  Guarded expected(bytes), got(bytes);
  memset(expected.data(), 0x5A, bytes);
  memset(got.data(), 0xA5, bytes);  // different: bytes nobody wrote must show
  UseReferenceKernels(true);
  const Status reference = write(expected.data());
  UseReferenceKernels(false);
  const Status simd = write(got.data());
  if (reference.code != simd.code) return false;
  return !reference.ok() || memcmp(expected.data(), got.data(), bytes) == 0;
}

}  // namespace

TEST(ResampleIsExactOnEveryTarget) {
  OnEachTarget([] {
    Random random(1);
    int done = 0;
    for (int round = 0; round < kRounds; ++round) {
      const RandomPicture source(random, 150);
      const TensorSpec spec = RandomSpec(random, 90);
      const Roi roi = RandomRoi(random, source.picture());
      CHECK(SameBytes(spec, [&](void* out) {
        Mapping mapping;
        const Status s = Resample(source.picture(), roi, spec, out, Elements(spec), &mapping);
        done += s.ok();
        return s;
      }));
    }
    CHECK(done > kRounds);  // of 2 * kRounds calls; the others shrink too much
  });
}

TEST(WarpIsExactOnEveryTarget) {
  OnEachTarget([] {
    Random random(2);
    int done = 0;
    for (int round = 0; round < kRounds; ++round) {
      const RandomPicture source(random, 150);
      const Picture& p = source.picture();
      const TensorSpec spec = RandomSpec(random, 90);
      const double reach = random.Whole(0, 20) == 0 ? 300 : 1.5;
      const double m[6] = {random.Real(-reach, reach),     random.Real(-reach, reach),
                           random.Real(-0.3, 1) * p.width, random.Real(-reach, reach),
                           random.Real(-reach, reach),     random.Real(-0.3, 1) * p.height};
      const Border border = random.Whole(0, 1) == 0 ? Border::kConstant : Border::kReplicate;
      CHECK(SameBytes(spec, [&](void* out) {
        const Status s = Warp(p, m, border, spec, out, Elements(spec));
        done += s.ok();
        return s;
      }));
    }
    CHECK(done > kRounds);
  });
}

TEST(LumaStatsAreExactOnEveryTarget) {
  OnEachTarget([] {
    Random random(3);
    for (int round = 0; round < kRounds; ++round) {
      const RandomPicture source(random, 300);
      const Roi box = RandomRoi(random, source.picture());
      LumaStats expected, got;
      UseReferenceKernels(true);
      const Status reference = MeasureLuma(source.picture(), box, &expected);
      UseReferenceKernels(false);
      const Status simd = MeasureLuma(source.picture(), box, &got);
      CHECK(reference.code == simd.code);
      CHECK(memcmp(&expected, &got, sizeof(got)) == 0);
    }
  });
}

TEST(DiffStatsAreExactOnEveryTarget) {
  OnEachTarget([] {
    Random random(4);
    for (int round = 0; round < kRounds; ++round) {
      const RandomPicture lit(random, static_cast<Format>(random.Whole(0, static_cast<int>(Format::kY16))), 300);
      const Picture& p = lit.picture();
      Guarded bytes(p.size);
      for (size_t i = 0; i < p.size; ++i) bytes.data()[i] = static_cast<uint8_t>(random.Bits());
      Picture unlit = p;
      unlit.data = bytes.data();
      const Roi box = RandomRoi(random, p);
      DiffStats expected, got;
      UseReferenceKernels(true);
      const Status reference = MeasureDifference(p, unlit, box, &expected);
      UseReferenceKernels(false);
      const Status simd = MeasureDifference(p, unlit, box, &got);
      CHECK(reference.code == simd.code);
      CHECK(memcmp(&expected, &got, sizeof(got)) == 0);
    }
  });
}

// The widest picture allowed, at the values where 32-bit lanes are fullest.
TEST(WidestRowDoesNotOverflow) {
  Guarded bytes(3 * static_cast<size_t>(kMaxSide));
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes.data()[i] = ((i % kMaxSide) + i / kMaxSide) % 2 == 0 ? 0 : 255;  // a chessboard: Laplacian +-1020
  }
  Picture p;
  p.width = p.stride = kMaxSide;
  p.height = 3;
  p.data = bytes.data();
  p.size = bytes.size();
  OnEachTarget([&] {
    LumaStats stats;
    CHECK(MeasureLuma(p, {0, 0, kMaxSide, 3}, &stats).ok());
    CHECK(stats.sharpness == 1020.0 * 1020.0);
  });
}

// The largest sides and the strongest shrink allowed need the most scratch memory.
TEST(LargestSidesFit) {
  for (int format = 0; format < kFormats; ++format) {
    Picture p;
    p.format = static_cast<Format>(format);
    p.width = kMaxSide;
    p.height = 130;
    p.stride = 3 * kMaxSide;
    Guarded bytes(static_cast<size_t>(p.stride) * 2 * p.height);
    memset(bytes.data(), 90, bytes.size());
    p.data = bytes.data();
    p.size = bytes.size();
    const Roi whole = {0, 0, double(p.width), double(p.height)};
    for (const int width : {kMaxTensorSide, kMaxSide / 64}) {
      TensorSpec spec;
      spec.width = width;
      spec.height = 3;
      Mapping mapping;
      CHECK(SameBytes(spec, [&](void* out) {
        const Status s = Resample(p, whole, spec, out, Elements(spec), &mapping);
        CHECK(s.ok());
        return s;
      }));
      const double m[6] = {2, 0, 0, 0, 1, 0};
      CHECK(SameBytes(spec,
                      [&](void* out) { return Warp(p, m, Border::kConstant, spec, out, Elements(spec)); }));
    }
    LumaStats stats;
    CHECK(MeasureLuma(p, whole, &stats).ok());
  }
}

}  // namespace tellersight::test
