#include "test/fake_device.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include <algorithm>

namespace tellersight::test {
namespace {

constexpr int kFd = 1000;
constexpr size_t kSlack = 4096;  // real buffers are page-rounded, too

}  // namespace

void FakeDevice::Push(const FakeFrame& frame) {
  const std::lock_guard<std::mutex> lock(mutex_);
  frames_.push_back(frame);
}

void FakeDevice::Unplug() {
  const std::lock_guard<std::mutex> lock(mutex_);
  unplugged_ = true;
}

int FakeDevice::queued() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return static_cast<int>(queue_.size());
}

bool FakeDevice::IsZero(int slot) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto& bytes = *memory_[static_cast<size_t>(slot)];
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t b) { return b == 0; });
}

int FakeDevice::Open(const char*) {
  if (open_error != 0) return -open_error;
  ++opened_;
  return kFd;
}

void FakeDevice::Close(int) {
  ++closed_;
  streaming_ = false;
}

int FakeDevice::Control(int fd, unsigned long request, void* argument) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (fd != kFd) return -EBADF;
  if (failures.count(request) != 0) return -failures[request];
  switch (request) {
    case VIDIOC_QUERYCAP: {
      auto* about = static_cast<v4l2_capability*>(argument);
      memcpy(about->driver, "fake", 5);
      card.copy(reinterpret_cast<char*>(about->card), sizeof(about->card));
      memcpy(about->bus_info, "usb-0000:00:14.0-1", 19);
      about->capabilities = V4L2_CAP_DEVICE_CAPS | V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_META_CAPTURE;
      about->device_caps = capabilities;
      return 0;
    }
    case VIDIOC_ENUM_FMT:
      return EnumerateFormat(static_cast<v4l2_fmtdesc*>(argument));
    case VIDIOC_ENUM_FRAMESIZES:
      return EnumerateSize(static_cast<v4l2_frmsizeenum*>(argument));
    case VIDIOC_S_FMT:
      return SetFormat(static_cast<v4l2_format*>(argument));
    case VIDIOC_S_PARM: {
      v4l2_fract& interval = static_cast<v4l2_streamparm*>(argument)->parm.capture.timeperframe;
      if (slowest_interval != 0) interval.denominator = std::min(interval.denominator, slowest_interval);
      return 0;
    }
    case VIDIOC_REQBUFS: {
      auto* wanted = static_cast<v4l2_requestbuffers*>(argument);
      memory_.clear();
      for (uint32_t i = 0; i < wanted->count; ++i) {
        all_memory_.emplace_back(image_size_ + kSlack);
        memory_.push_back(&all_memory_.back());
      }
      return 0;
    }
    case VIDIOC_QUERYBUF: {
      auto* buffer = static_cast<v4l2_buffer*>(argument);
      buffer->length = static_cast<uint32_t>(memory_[buffer->index]->size());
      buffer->m.offset = buffer->index;
      return 0;
    }
    case VIDIOC_QBUF:
      if (unplugged_) return -ENODEV;
      queue_.push_back(static_cast<v4l2_buffer*>(argument)->index);
      return 0;
    case VIDIOC_DQBUF:
      return Dequeue(static_cast<v4l2_buffer*>(argument));
    case VIDIOC_STREAMON:
      streaming_ = true;
      return 0;
    case VIDIOC_STREAMOFF:
      streaming_ = false;
      queue_.clear();
      frames_.clear();
      return 0;
    default:
      return -ENOTTY;
  }
}

int FakeDevice::EnumerateFormat(v4l2_fmtdesc* description) {
  if (description->index >= formats.size()) return -EINVAL;
  description->pixelformat = formats[description->index].fourcc;
  return 0;
}

int FakeDevice::EnumerateSize(v4l2_frmsizeenum* size) {
  for (const FakeFormat& format : formats) {
    if (format.fourcc != size->pixel_format) continue;
    if (format.sizes.empty()) {
      if (size->index > 0) return -EINVAL;
      size->type = V4L2_FRMSIZE_TYPE_STEPWISE;
      size->stepwise = {160, 1920, 8, 120, 1080, 8};
      return 0;
    }
    if (size->index >= format.sizes.size()) return -EINVAL;
    size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
    size->discrete = {format.sizes[size->index].first, format.sizes[size->index].second};
    return 0;
  }
  return -EINVAL;
}

// As drivers do: an unknown format becomes the first one, an unknown size the format's first.
int FakeDevice::SetFormat(v4l2_format* format) {
  v4l2_pix_format& pix = format->fmt.pix;
  const FakeFormat* match = &formats[0];
  for (const FakeFormat& offered : formats) {
    if (offered.fourcc == pix.pixelformat) match = &offered;
  }
  pix.pixelformat = match->fourcc;
  const std::pair<uint32_t, uint32_t> wanted(pix.width, pix.height);
  if (!match->sizes.empty() &&
      std::find(match->sizes.begin(), match->sizes.end(), wanted) == match->sizes.end()) {
    pix.width = match->sizes[0].first;
    pix.height = match->sizes[0].second;
  }
  pix.bytesperline = match->fourcc == V4L2_PIX_FMT_MJPEG ? 0 : 2 * pix.width;
  pix.sizeimage = 2 * pix.width * pix.height;
  image_size_ = pix.sizeimage;
  return 0;
}

int FakeDevice::Dequeue(v4l2_buffer* buffer) {
  if (unplugged_) return -ENODEV;
  if (frames_.empty() || queue_.empty()) return -EAGAIN;
  const FakeFrame frame = frames_.front();
  frames_.pop_front();
  buffer->index = queue_.front();
  queue_.pop_front();
  buffer->bytesused = frame.bytes != 0 ? frame.bytes : image_size_;
  buffer->flags = frame.flags;
  buffer->sequence = frame.sequence;
  buffer->timestamp.tv_sec = static_cast<time_t>(frame.timestamp_us / 1000000);
  buffer->timestamp.tv_usec = static_cast<suseconds_t>(frame.timestamp_us % 1000000);
  std::fill(memory_[buffer->index]->begin(), memory_[buffer->index]->end(), frame.fill);
  return 0;
}

void* FakeDevice::Map(int, size_t, off_t offset) {
  ++mapped_;
  return memory_[static_cast<size_t>(offset)]->data();
}

void FakeDevice::Unmap(void*, size_t) { --mapped_; }

int FakeDevice::Wait(int fd, int wake_fd, int timeout_ms, bool* frame) {
  constexpr int kSliceMs = 2;  // a pushed frame has no descriptor to wake the waiter
  *frame = false;
  for (int waited = 0;; waited += kSliceMs) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      *frame = fd >= 0 && (unplugged_ || (!frames_.empty() && !queue_.empty()));
    }
    pollfd wake = {wake_fd, POLLIN, 0};
    const int woken = poll(&wake, 1, *frame ? 0 : std::min(kSliceMs, timeout_ms));
    if (*frame || woken > 0) return 1;
    if (waited >= timeout_ms) return 0;
  }
}

}  // namespace tellersight::test
