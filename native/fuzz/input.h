// Takes the fuzzer's bytes apart into the arguments of an entry point. Whatever does not come from the bytes is in range;
// what comes from them is not made so.
#ifndef TELLERSIGHT_FUZZ_INPUT_H_
#define TELLERSIGHT_FUZZ_INPUT_H_

#include <cstdint>
#include <cstring>
#include <memory>

#include "pixels/picture.h"
#include "pixels/resample.h"
#include "pixels/tensor.h"

namespace tellersight::fuzz {

class Input {
 public:
  Input(const uint8_t* data, size_t size) : data_(data), size_(size) {}

  // Bytes beyond the end are zero.
  template <typename T>
  T Take() {
    T value{};
    const size_t count = size_ < sizeof(T) ? size_ : sizeof(T);
    memcpy(&value, data_, count);
    data_ += count;
    size_ -= count;
    return value;
  }

  // Mostly near the picture, sometimes any double there is.
  double Coordinate() {
    if (Take<uint8_t>() == 0) return Take<double>();
    return Take<int16_t>() / 64.0;
  }

  size_t left() const { return size_; }
  const uint8_t* rest() const { return data_; }

 private:
  const uint8_t* data_;
  size_t size_;
};

// A picture whose claims may be wrong, over memory of exactly `size` bytes: reading beyond is seen.
struct FuzzedPicture {
  std::unique_ptr<uint8_t[]> memory;
  Picture picture;

  explicit FuzzedPicture(Input& in) {
    picture.format = static_cast<Format>(in.Take<uint8_t>() % kFormats);
    // Small sides explore more; the wide ones come from the second byte.
    picture.width = in.Take<uint8_t>() | (in.Take<uint8_t>() & 3) << 12;
    picture.height = in.Take<uint8_t>();
    picture.stride = in.Take<uint16_t>();
    picture.full_range = in.Take<uint8_t>() & 1;
    picture.bt709 = in.Take<uint8_t>() & 1;
    picture.low = in.Take<uint16_t>();
    picture.high = in.Take<uint16_t>();
    picture.size = in.Take<uint32_t>() & 0x3FFFF;
    memory.reset(new uint8_t[picture.size]());
    picture.data = memory.get();
  }

  // The rest of the bytes is what the camera saw.
  void Fill(const Input& in) {
    memcpy(memory.get(), in.rest(), in.left() < picture.size ? in.left() : picture.size);
  }
};

inline Roi TakeRoi(Input& in) {
  Roi roi;
  roi.x = in.Coordinate();
  roi.y = in.Coordinate();
  roi.width = in.Coordinate();
  roi.height = in.Coordinate();
  return roi;
}

// A tensor, and memory of exactly the bytes that `elements` claims.
struct FuzzedTensor {
  TensorSpec spec;
  size_t elements;
  std::unique_ptr<uint8_t[]> memory;

  explicit FuzzedTensor(Input& in) {
    spec.width = in.Take<uint8_t>();
    spec.height = in.Take<uint8_t>();
    spec.layout = static_cast<Layout>(in.Take<uint8_t>() & 1);
    spec.channels = static_cast<Channels>(in.Take<uint8_t>() & 3);
    spec.number = static_cast<Number>(in.Take<uint8_t>() % 3);
    spec.fit = static_cast<Fit>(in.Take<uint8_t>() % 3);
    spec.pad = in.Take<uint8_t>();
    spec.mean[0] = in.Take<float>();
    spec.scale[0] = in.Take<float>();
    elements = static_cast<size_t>(spec.width) * spec.height * ChannelCount(spec);
    if (in.Take<uint8_t>() == 0) elements = in.Take<uint16_t>();
    memory.reset(new uint8_t[elements * NumberBytes(spec)]);
  }
};

}  // namespace tellersight::fuzz

#endif  // TELLERSIGHT_FUZZ_INPUT_H_
