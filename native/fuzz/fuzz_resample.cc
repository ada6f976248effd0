#include "fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tellersight;
  fuzz::Input in(data, size);
  fuzz::FuzzedPicture source(in);
  const Roi roi = fuzz::TakeRoi(in);
  const fuzz::FuzzedTensor tensor(in);
  source.Fill(in);
  Mapping mapping;
  Resample(source.picture, roi, tensor.spec, tensor.memory.get(), tensor.elements, &mapping);
  return 0;
}
