#include "pixels/tensor.h"

#include <cmath>

namespace tellersight {

Status CheckTensor(const TensorSpec& spec, size_t elements) {
  if (spec.width < 1 || spec.height < 1) return TensorError("width and height must be at least 1");
  if (spec.width > kMaxTensorSide || spec.height > kMaxTensorSide) {
    return TensorError("a side is longer than 4096");
  }
  const int channels = ChannelCount(spec);
  for (int c = 0; c < channels; ++c) {
    if (!std::isfinite(spec.mean[c]) || !std::isfinite(spec.scale[c])) {
      return TensorError("mean and scale must be finite numbers");
    }
  }
  if (elements != static_cast<size_t>(spec.width) * spec.height * channels) {
    return TensorError("the output buffer does not have width x height x channels elements");
  }
  return Ok();
}

}  // namespace tellersight
