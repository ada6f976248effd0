// One control of a camera's UVC extension unit, by its number and length (UVCIOC_CTRL_QUERY, linux/uvcvideo.h).
#ifndef TELLERSIGHT_ILLUMINATOR_XU_CONTROL_H_
#define TELLERSIGHT_ILLUMINATOR_XU_CONTROL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "illuminator/light_calls.h"
#include "illuminator/light_status.h"

namespace tellersight {

class XuControl {
 public:
  XuControl(LightCalls& calls, std::string device, uint8_t unit, uint8_t selector, uint16_t length)
      : calls_(calls), device_(std::move(device)), unit_(unit), selector_(selector), length_(length) {}
  ~XuControl() { Close(); }
  XuControl(const XuControl&) = delete;
  XuControl& operator=(const XuControl&) = delete;

  // Opens the camera and asks, before anything is written, whether the control has this length (GET_LEN) and can
  // be read and set (GET_INFO).
  LightStatus Open();
  LightStatus Get(std::vector<uint8_t>* bytes);
  // Exactly `length` bytes; *done_us is when the camera had them.
  LightStatus Set(const std::vector<uint8_t>& bytes, int64_t* done_us);
  // Idempotent.
  void Close();

 private:
  LightStatus Query(uint8_t query, uint8_t* data, uint16_t size, const char* doing);
  LightStatus Check();
  std::string Name() const;

  LightCalls& calls_;
  const std::string device_;
  const uint8_t unit_, selector_;
  const uint16_t length_;
  int fd_ = -1;
};

}  // namespace tellersight

#endif  // TELLERSIGHT_ILLUMINATOR_XU_CONTROL_H_
