// A buffer whose last byte is the last byte of a page, with an unreadable page behind it (and one in front):
// reading or writing one byte too far is a crash, not luck.
#ifndef TELLERSIGHT_TEST_GUARDED_H_
#define TELLERSIGHT_TEST_GUARDED_H_

#include <cstddef>
#include <cstdint>

namespace tellersight::test {

class Guarded {
 public:
  explicit Guarded(size_t size);
  ~Guarded();
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;
  uint8_t* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  size_t size_;
  size_t mapped_;
  uint8_t* base_;
  uint8_t* data_;
};

}  // namespace tellersight::test

#endif  // TELLERSIGHT_TEST_GUARDED_H_
