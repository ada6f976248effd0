// A GPIO line as an output, through the kernel's character device (uAPI v2, linux/gpio.h).
#ifndef TELLERSIGHT_ILLUMINATOR_GPIO_LINE_H_
#define TELLERSIGHT_ILLUMINATOR_GPIO_LINE_H_

#include <cstdint>
#include <string>

#include "illuminator/light_calls.h"
#include "illuminator/light_status.h"

namespace tellersight {

class GpioLine {
 public:
  GpioLine(LightCalls& calls, std::string chip, uint32_t offset, bool active_low)
      : calls_(calls), chip_(std::move(chip)), offset_(offset), active_low_(active_low) {}
  ~GpioLine() { Close(); }
  GpioLine(const GpioLine&) = delete;
  GpioLine& operator=(const GpioLine&) = delete;

  // Takes the line as an output that is inactive. Nobody else can take it while it is open.
  LightStatus Open();
  // Active or not; *done_us is when the kernel had it.
  LightStatus Set(bool active, int64_t* done_us);
  // The line's level is the chip's affair from then on. Idempotent.
  void Close();

 private:
  std::string Name() const { return chip_ + " line " + std::to_string(offset_); }

  LightCalls& calls_;
  const std::string chip_;
  const uint32_t offset_;
  const bool active_low_;
  int fd_ = -1;
};

}  // namespace tellersight

#endif  // TELLERSIGHT_ILLUMINATOR_GPIO_LINE_H_
