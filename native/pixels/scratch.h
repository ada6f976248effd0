// Row memory of one operation. It grows to the largest picture seen and then stays, so a camera loop
// allocates nothing; what was written is wiped at the end of each operation, because the rows hold pieces of
// a face (R21).
#ifndef TELLERSIGHT_PIXELS_SCRATCH_H_
#define TELLERSIGHT_PIXELS_SCRATCH_H_

#include <cstddef>
#include <cstdint>

namespace tellersight {

class Scratch {
 public:
  // Slack behind each row: kernels may load and store whole vectors past the end of a scratch row.
  static constexpr size_t kSlack = 256;

  // One per thread. `bytes` bounds what Take may hand out in total, slack not counted, for up to 32 rows.
  static Scratch& Begin(size_t bytes);
  ~Scratch();

  // False when there was no memory; then nothing may be taken.
  bool ok() const { return capacity_ > 0; }

  // 64-byte aligned, content unspecified. Null when the bound given to Begin is passed.
  template <typename T>
  T* Take(size_t count) {
    return static_cast<T*>(TakeBytes(count * sizeof(T)));
  }
  void Wipe();

 private:
  void* TakeBytes(size_t bytes);

  uint8_t* memory_ = nullptr;
  size_t capacity_ = 0;
  size_t used_ = 0;
};

// Wipes on every way out of an operation.
class ScratchUse {
 public:
  explicit ScratchUse(size_t bytes) : scratch_(Scratch::Begin(bytes)) {}
  ~ScratchUse() { scratch_.Wipe(); }
  ScratchUse(const ScratchUse&) = delete;
  ScratchUse& operator=(const ScratchUse&) = delete;
  bool ok() const { return scratch_.ok(); }
  template <typename T>
  T* Take(size_t count) {
    return scratch_.Take<T>(count);
  }

 private:
  Scratch& scratch_;
};

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_SCRATCH_H_
