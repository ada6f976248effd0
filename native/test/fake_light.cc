#include "test/fake_light.h"

#include <errno.h>
#include <linux/usb/video.h>
#include <string.h>

namespace tellersight::test {
namespace {

constexpr int kChip = 10, kLine = 11, kCamera = 12;
constexpr uint32_t kLines = 8;

}  // namespace

int FakeLight::Open(const char* path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (open_error != 0) return -open_error;
  const bool chip = strcmp(path, "/dev/gpiochip9") == 0;
  if (!chip && strcmp(path, "/dev/video9") != 0) return -ENOENT;
  ++opened;
  return chip ? kChip : kCamera;
}

void FakeLight::Close(int) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++closed;
}

int FakeLight::Control(int fd, unsigned long request, void* argument) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto failure = failures.find(request);
  if (failure != failures.end()) return -failure->second;
  now_us += 100;
  if (fd == kChip && request == GPIO_V2_GET_LINE_IOCTL) {
    return Take(static_cast<gpio_v2_line_request*>(argument));
  }
  if (fd == kLine && request == GPIO_V2_LINE_SET_VALUES_IOCTL) {
    const auto* values = static_cast<gpio_v2_line_values*>(argument);
    if (values->mask != 1) return -EINVAL;
    high = ((values->bits & 1) != 0) != active_low_;
    return 0;
  }
  if (fd == kCamera && request == UVCIOC_CTRL_QUERY) {
    return Query(static_cast<uvc_xu_control_query*>(argument));
  }
  return -ENOTTY;
}

int FakeLight::Take(gpio_v2_line_request* request) {
  if (request->num_lines != 1 || request->offsets[0] >= kLines) return -EINVAL;
  if (line_taken) return -EBUSY;
  if ((request->config.flags & GPIO_V2_LINE_FLAG_OUTPUT) == 0) return -EINVAL;
  active_low_ = (request->config.flags & GPIO_V2_LINE_FLAG_ACTIVE_LOW) != 0;
  line = request->offsets[0];
  consumer = request->consumer;
  // As the kernel: an output without a value becomes inactive.
  bool active = false;
  for (uint32_t i = 0; i < request->config.num_attrs; ++i) {
    const auto& attribute = request->config.attrs[i];
    if (attribute.attr.id == GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES) active = (attribute.attr.values & 1) != 0;
  }
  high = active != active_low_;
  request->fd = kLine;
  ++opened;
  return 0;
}

int FakeLight::Query(uvc_xu_control_query* query) {
  if (query->unit != unit || query->selector != selector) return -ENOENT;
  switch (query->query) {
    case UVC_GET_LEN:
      if (query->size != 2) return -ENOBUFS;
      query->data[0] = static_cast<uint8_t>(bytes.size());
      query->data[1] = static_cast<uint8_t>(bytes.size() >> 8);
      return 0;
    case UVC_GET_INFO:
      if (query->size != 1) return -ENOBUFS;
      query->data[0] = info;
      return 0;
    case UVC_GET_CUR:
      if (query->size != bytes.size()) return -ENOBUFS;
      memcpy(query->data, bytes.data(), bytes.size());
      return 0;
    case UVC_SET_CUR:
      if (query->size != bytes.size()) return -ENOBUFS;
      bytes.assign(query->data, query->data + query->size);
      written.push_back(bytes);
      return 0;
    default:
      return -EINVAL;
  }
}

}  // namespace tellersight::test
