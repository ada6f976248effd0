#include "fuzz/input.h"
#include "pixels/warp.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tellersight;
  fuzz::Input in(data, size);
  fuzz::FuzzedPicture source(in);
  double matrix[6];
  for (double& value : matrix) value = in.Coordinate();
  const Border border = in.Take<uint8_t>() & 1 ? Border::kReplicate : Border::kConstant;
  const fuzz::FuzzedTensor tensor(in);
  source.Fill(in);
  Warp(source.picture, matrix, border, tensor.spec, tensor.memory.get(), tensor.elements);
  return 0;
}
