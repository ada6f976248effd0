#include "illuminator/xu_control.h"

#include <errno.h>
#include <linux/usb/video.h>
#include <linux/uvcvideo.h>

namespace tellersight {

LightStatus XuControl::Open() {
  Close();
  const int fd = calls_.Open(device_.c_str());
  if (fd < 0) return LightError(-fd, "opening " + device_);
  fd_ = fd;
  LightStatus status = Check();
  if (!status.ok()) Close();
  return status;
}

LightStatus XuControl::Check() {
  uint8_t length[2] = {};  // little-endian, as everything in UVC
  LightStatus status = Query(UVC_GET_LEN, length, sizeof(length), "asking the length of ");
  if (!status.ok()) return status;
  const int actual = length[0] | length[1] << 8;
  if (actual != length_) {
    return {"LIGHT_MISMATCH",
            Name() + " has " + std::to_string(actual) + " bytes, not " + std::to_string(length_)};
  }
  uint8_t can = 0;
  status = Query(UVC_GET_INFO, &can, sizeof(can), "asking what can be done with ");
  if (!status.ok()) return status;
  constexpr uint8_t kBoth = UVC_CONTROL_CAP_GET | UVC_CONTROL_CAP_SET;
  // What cannot be read cannot be given back.
  if ((can & kBoth) != kBoth) return {"LIGHT_MISMATCH", Name() + " cannot be both read and set"};
  return {};
}

LightStatus XuControl::Get(std::vector<uint8_t>* bytes) {
  bytes->assign(length_, 0);
  return Query(UVC_GET_CUR, bytes->data(), length_, "reading ");
}

LightStatus XuControl::Set(const std::vector<uint8_t>& bytes, int64_t* done_us) {
  if (bytes.size() != length_) return LightError(ENOBUFS, "setting " + Name());
  std::vector<uint8_t> copy = bytes;
  LightStatus status = Query(UVC_SET_CUR, copy.data(), length_, "setting ");
  *done_us = calls_.NowUs();
  return status;
}

LightStatus XuControl::Query(uint8_t query, uint8_t* data, uint16_t size, const char* doing) {
  if (fd_ < 0) return LightError(EBADF, doing + Name());
  uvc_xu_control_query request = {};
  request.unit = unit_;
  request.selector = selector_;
  request.query = query;
  request.size = size;
  request.data = data;
  const int result = calls_.Control(fd_, UVCIOC_CTRL_QUERY, &request);
  return result < 0 ? LightError(-result, doing + Name()) : LightStatus{};
}

void XuControl::Close() {
  if (fd_ >= 0) calls_.Close(fd_);
  fd_ = -1;
}

std::string XuControl::Name() const {
  return device_ + " unit " + std::to_string(unit_) + " selector " + std::to_string(selector_);
}

}  // namespace tellersight
