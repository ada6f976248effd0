// A test double of a GPIO chip (/dev/gpiochip9, eight lines) and of a camera with an extension unit (/dev/video9)
// behind LightCalls. It proves our side of the conversation; that real drivers talk like this is for boards to show.
#ifndef TELLERSIGHT_TEST_FAKE_LIGHT_H_
#define TELLERSIGHT_TEST_FAKE_LIGHT_H_

#include <linux/gpio.h>
#include <linux/uvcvideo.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "illuminator/light_calls.h"

namespace tellersight::test {

class FakeLight : public LightCalls {
 public:
  // The script.
  std::map<unsigned long, int> failures;  // request -> errno
  int open_error = 0;
  bool line_taken = false;
  uint8_t unit = 4, selector = 6;
  std::vector<uint8_t> bytes = {1, 2, 3, 4};  // what the control is set to; its length
  uint8_t info = 3;                           // can be read and set

  // What the test looks at.
  bool high = true;  // the line's level; floating up before anybody takes it
  std::string consumer;
  uint32_t line = 0;
  std::vector<std::vector<uint8_t>> written;
  int opened = 0, closed = 0;
  int64_t now_us = 1000;

  int Open(const char* path) override;
  void Close(int fd) override;
  int Control(int fd, unsigned long request, void* argument) override;
  int64_t NowUs() override { return now_us; }

 private:
  int Take(gpio_v2_line_request* request);
  int Query(uvc_xu_control_query* query);

  std::mutex mutex_;
  bool active_low_ = false;
};

}  // namespace tellersight::test

#endif  // TELLERSIGHT_TEST_FAKE_LIGHT_H_
