// The tensor a model takes: its shape, channel order and number type, and the caller's memory it is written
// to.
#ifndef TELLERSIGHT_PIXELS_TENSOR_H_
#define TELLERSIGHT_PIXELS_TENSOR_H_

#include <cstddef>
#include <cstdint>

#include "pixels/status.h"

namespace tellersight {

enum class Layout : uint8_t { kNchw, kNhwc };
enum class Channels : uint8_t { kRgb, kBgr, kGrey, kGrey3 };
enum class Number : uint8_t { kUint8, kInt8, kFloat32 };
enum class Fit : uint8_t { kStretch, kLetterboxTopLeft, kLetterboxCentre };

constexpr int kMaxTensorSide = 4096;

struct TensorSpec {
  int width = 0;
  int height = 0;
  Layout layout = Layout::kNchw;
  Channels channels = Channels::kRgb;
  Number number = Number::kUint8;  // kInt8: level - 128
  float mean[3] = {0, 0, 0};  // float32 only: (level - mean) * scale, in the tensor's channel order
  float scale[3] = {1, 1, 1};
  Fit fit = Fit::kStretch;
  uint8_t pad = 0;  // level around the picture, before mean and scale
};

inline size_t NumberBytes(const TensorSpec& spec) { return spec.number == Number::kFloat32 ? sizeof(float) : 1; }
inline int ChannelCount(const TensorSpec& spec) { return spec.channels == Channels::kGrey ? 1 : 3; }

// Sides in range, mean and scale finite, and `elements` (numbers, not bytes) exactly the tensor's count.
Status CheckTensor(const TensorSpec& spec, size_t elements);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_TENSOR_H_
