#include "pixels/scratch.h"

#include <stdlib.h>
#include <string.h>

namespace tellersight {
namespace {

constexpr size_t kAlign = 64;
constexpr size_t kMaxRows = 32;

}  // namespace

Scratch& Scratch::Begin(size_t bytes) {
  static thread_local Scratch scratch;
  const size_t needed = bytes + kMaxRows * (kSlack + kAlign);
  if (scratch.capacity_ < needed) {
    free(scratch.memory_);
    const size_t rounded = (needed + kAlign - 1) / kAlign * kAlign;
    scratch.memory_ = static_cast<uint8_t*>(aligned_alloc(kAlign, rounded));
    scratch.capacity_ = scratch.memory_ == nullptr ? 0 : rounded;
    // Slack is read (never used) by whole-vector kernels: give it defined content.
    if (scratch.memory_ != nullptr) memset(scratch.memory_, 0, rounded);
  }
  scratch.used_ = 0;
  return scratch;
}

Scratch::~Scratch() { free(memory_); }

void* Scratch::TakeBytes(size_t bytes) {
  const size_t rounded = (bytes + kSlack + kAlign - 1) / kAlign * kAlign;
  if (capacity_ - used_ < rounded) return nullptr;
  void* row = memory_ + used_;
  used_ += rounded;
  return row;
}

void Scratch::Wipe() {
  if (memory_ != nullptr) explicit_bzero(memory_, used_);
  used_ = 0;
}

}  // namespace tellersight
