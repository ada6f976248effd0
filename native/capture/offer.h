// What a camera says it can deliver.
#ifndef TELLERSIGHT_CAPTURE_OFFER_H_
#define TELLERSIGHT_CAPTURE_OFFER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "capture/device_calls.h"

namespace tellersight {

// One size of one format, or a range of sizes.
struct Offer {
  uint32_t format = 0;
  uint32_t min_width = 0, max_width = 0;
  uint32_t min_height = 0, max_height = 0;
  double fps = 0;  // the highest; 0 where the driver does not list any
};

// In the driver's order. `buffer_type` is V4L2_BUF_TYPE_VIDEO_CAPTURE or ..._MPLANE.
std::vector<Offer> ListOffers(DeviceCalls& calls, int fd, uint32_t buffer_type);

// "YUYV 640x480 1280x720, MJPG 1920x1080"; ranges as "160x120..1920x1080".
std::string DescribeOffers(const std::vector<Offer>& offers);

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_OFFER_H_
