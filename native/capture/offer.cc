#include "capture/offer.h"

#include <linux/videodev2.h>

#include <algorithm>

#include "capture/device_text.h"

namespace tellersight {
namespace {

// A device that never ends its lists must not hold us.
constexpr uint32_t kMostEntries = 64;

double Rate(const v4l2_fract& interval) {
  return interval.numerator == 0 ? 0 : static_cast<double>(interval.denominator) / interval.numerator;
}

double HighestRate(DeviceCalls& calls, int fd, uint32_t format, uint32_t width, uint32_t height) {
  double highest = 0;
  for (uint32_t i = 0; i < kMostEntries; ++i) {
    v4l2_frmivalenum interval = {};
    interval.index = i;
    interval.pixel_format = format;
    interval.width = width;
    interval.height = height;
    if (calls.Control(fd, VIDIOC_ENUM_FRAMEINTERVALS, &interval) < 0) break;
    if (interval.type != V4L2_FRMIVAL_TYPE_DISCRETE) return Rate(interval.stepwise.min);  // the shortest
    highest = std::max(highest, Rate(interval.discrete));
  }
  return highest;
}

void AddSizes(DeviceCalls& calls, int fd, uint32_t format, std::vector<Offer>* offers) {
  for (uint32_t i = 0; i < kMostEntries; ++i) {
    v4l2_frmsizeenum size = {};
    size.index = i;
    size.pixel_format = format;
    if (calls.Control(fd, VIDIOC_ENUM_FRAMESIZES, &size) < 0) break;
    Offer offer;
    offer.format = format;
    if (size.type != V4L2_FRMSIZE_TYPE_DISCRETE) {
      const auto& range = size.stepwise;
      offer.min_width = range.min_width;
      offer.max_width = range.max_width;
      offer.min_height = range.min_height;
      offer.max_height = range.max_height;
      offers->push_back(offer);
      return;
    }
    offer.min_width = offer.max_width = size.discrete.width;
    offer.min_height = offer.max_height = size.discrete.height;
    offer.fps = HighestRate(calls, fd, format, offer.max_width, offer.max_height);
    offers->push_back(offer);
  }
}

}  // namespace

std::vector<Offer> ListOffers(DeviceCalls& calls, int fd, uint32_t buffer_type) {
  std::vector<Offer> offers;
  for (uint32_t i = 0; i < kMostEntries; ++i) {
    v4l2_fmtdesc format = {};
    format.index = i;
    format.type = buffer_type;
    if (calls.Control(fd, VIDIOC_ENUM_FMT, &format) < 0) break;
    AddSizes(calls, fd, format.pixelformat, &offers);
  }
  return offers;
}

std::string DescribeOffers(const std::vector<Offer>& offers) {
  std::string text;
  uint32_t format = 0;
  for (const Offer& offer : offers) {
    if (offer.format != format) text += (text.empty() ? "" : ", ") + FourccText(offer.format);
    format = offer.format;
    text += " " + SizeText(offer.min_width, offer.min_height);
    if (offer.max_width != offer.min_width || offer.max_height != offer.min_height) {
      text += ".." + SizeText(offer.max_width, offer.max_height);
    }
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace tellersight
