// Places rows of 8-bit channels in the caller's tensor: layout, channel order, number type and padding.
#ifndef TELLERSIGHT_PIXELS_TENSOR_WRITER_H_
#define TELLERSIGHT_PIXELS_TENSOR_WRITER_H_

#include "pixels/conversion.h"
#include "pixels/kernels.h"
#include "pixels/tensor.h"

namespace tellersight {

class TensorWriter {
 public:
  // `out` holds what CheckTensor was asked about.
  TensorWriter(const TensorSpec& spec, const Conversion& conversion, const KernelTable& kernels, void* out);

  // Row y of the tensor: pad up to x, `count` pixels of `rows` (as colour_row made them), pad to the end.
  void Row(int y, int x, int count, const uint8_t* const* rows);
  void PadRow(int y) { Pad(y, 0, spec_.width); }

 private:
  void Pad(int y, int x, int count);
  void Flip(uint8_t* bytes, int count) const;
  size_t Element(int channel, int y, int x) const;

  const TensorSpec& spec_;
  const Conversion& conversion_;
  const KernelTable& kernels_;
  const int channels_;
  const uint8_t flip_;    // 0x80 makes level - 128 of a level, as int8
  uint8_t* const bytes_;  // the tensor if of bytes, else null
  float* const floats_;   // the tensor if float32, else null
};

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_TENSOR_WRITER_H_
