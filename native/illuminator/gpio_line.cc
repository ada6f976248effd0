#include "illuminator/gpio_line.h"

#include <errno.h>
#include <linux/gpio.h>
#include <string.h>

namespace tellersight {

LightStatus GpioLine::Open() {
  Close();
  const int chip = calls_.Open(chip_.c_str());
  if (chip < 0) return LightError(-chip, "opening " + chip_);
  gpio_v2_line_request request = {};
  request.num_lines = 1;
  request.offsets[0] = offset_;
  strncpy(request.consumer, "tellersight-ir", sizeof(request.consumer) - 1);
  request.config.flags = GPIO_V2_LINE_FLAG_OUTPUT | (active_low_ ? GPIO_V2_LINE_FLAG_ACTIVE_LOW : 0);
  // The value it has from the first moment on; without it, it would be whatever the driver thinks of.
  request.config.num_attrs = 1;
  request.config.attrs[0].mask = 1;
  request.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
  request.config.attrs[0].attr.values = 0;
  const int result = calls_.Control(chip, GPIO_V2_GET_LINE_IOCTL, &request);
  // A requested line lives on without its chip's descriptor.
  calls_.Close(chip);
  if (result < 0) return LightError(-result, "requesting " + Name());
  fd_ = request.fd;
  return {};
}

LightStatus GpioLine::Set(bool active, int64_t* done_us) {
  if (fd_ < 0) return LightError(EBADF, "setting " + Name());
  gpio_v2_line_values values = {};
  values.mask = 1;
  values.bits = active ? 1 : 0;
  const int result = calls_.Control(fd_, GPIO_V2_LINE_SET_VALUES_IOCTL, &values);
  *done_us = calls_.NowUs();
  return result < 0 ? LightError(-result, "setting " + Name()) : LightStatus{};
}

void GpioLine::Close() {
  if (fd_ >= 0) calls_.Close(fd_);
  fd_ = -1;
}

}  // namespace tellersight
