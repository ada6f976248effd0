#include "fuzz/input.h"
#include "pixels/statistics.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tellersight;
  fuzz::Input in(data, size);
  fuzz::FuzzedPicture one(in), other(in);
  const Roi box = fuzz::TakeRoi(in);
  one.Fill(in);
  other.Fill(in);
  LumaStats luma;
  MeasureLuma(one.picture, box, &luma);
  DiffStats difference;
  MeasureDifference(one.picture, other.picture, box, &difference);
  return 0;
}
