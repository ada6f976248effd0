#include "test/fake_device.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include <algorithm>

namespace tellersight::test {
namespace {

constexpr int kFd = 1000;
constexpr int kMetadataFd = 1001;
constexpr int kExportedFd = 1002;
constexpr size_t kSlack = 4096;  // real buffers are page-rounded, too

// Bytes of a row and of the whole picture behind it, in halves of the row times the height.
struct Shape {
  uint32_t row, halves;
};
Shape ShapeOf(uint32_t fourcc, uint32_t width) {
  switch (fourcc) {
    case V4L2_PIX_FMT_MJPEG:
      return {0, 0};
    case V4L2_PIX_FMT_GREY:
      return {width, 2};
    case V4L2_PIX_FMT_NV12:
    case V4L2_PIX_FMT_NV21:
    case V4L2_PIX_FMT_YUV420:
      return {width, 3};
    case V4L2_PIX_FMT_RGB24:
    case V4L2_PIX_FMT_BGR24:
      return {3 * width, 2};
    default:
      return {2 * width, 2};
  }
}

}  // namespace

FakeControl NumberControl(uint32_t id, const char* name, int32_t low, int32_t high, int32_t value) {
  FakeControl control = {};
  control.about.id = id;
  control.about.type = V4L2_CTRL_TYPE_INTEGER;
  strncpy(control.about.name, name, sizeof(control.about.name) - 1);
  control.about.minimum = low;
  control.about.maximum = high;
  control.about.step = 1;
  control.value = value;
  control.step_to = 1;
  return control;
}

void FakeDevice::Push(const FakeFrame& frame) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!frame.metadata.empty()) metadata.Push(frame.sequence, frame.timestamp_us, frame.metadata);
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

int FakeDevice::Open(const char* path) {
  if (open_error != 0) return -open_error;
  if (metadata_path == path) return kMetadataFd;
  ++opened_;
  return kFd;
}

void FakeDevice::Close(int fd) {
  if (fd != kFd) return;
  ++closed_;
  streaming_ = false;
}

int FakeDevice::Node(int, unsigned* major, unsigned* minor) {
  *major = 81;
  *minor = 9;
  return 0;
}

uint32_t FakeDevice::type() const {
  return planar() ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
}

int FakeDevice::Control(int fd, unsigned long request, void* argument) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (fd == kMetadataFd) return metadata.Control(request, argument);
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
    case VIDIOC_ENUM_FRAMEINTERVALS:
      return EnumerateInterval(static_cast<v4l2_frmivalenum*>(argument));
    case VIDIOC_QUERY_EXT_CTRL:
      return QueryControl(static_cast<v4l2_query_ext_ctrl*>(argument));
    case VIDIOC_S_CTRL:
      return SetControl(static_cast<v4l2_control*>(argument));
    case VIDIOC_G_CTRL: {
      auto* control = static_cast<v4l2_control*>(argument);
      const FakeControl* found = Find(control->id);
      if (found != nullptr) control->value = found->value;
      return found == nullptr ? -EINVAL : 0;
    }
    case VIDIOC_EXPBUF: {
      auto* exported = static_cast<v4l2_exportbuffer*>(argument);
      if (exported->type != type() || exported->index >= memory_.size()) return -EINVAL;
      exported->fd = kExportedFd;
      return 0;
    }
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
      wanted->count = std::min(wanted->count, most_buffers);
      for (uint32_t i = 0; i < wanted->count; ++i) {
        all_memory_.emplace_back(image_size_ + kSlack);
        memory_.push_back(&all_memory_.back());
      }
      return 0;
    }
    case VIDIOC_QUERYBUF: {
      auto* buffer = static_cast<v4l2_buffer*>(argument);
      if (buffer->type != type()) return -EINVAL;
      const auto length = static_cast<uint32_t>(memory_[buffer->index]->size());
      if (planar()) {
        if (buffer->length < planes) return -EINVAL;
        buffer->m.planes[0].length = length;
        buffer->m.planes[0].m.mem_offset = buffer->index;
      } else {
        buffer->length = length;
        buffer->m.offset = buffer->index;
      }
      return 0;
    }
    case VIDIOC_QBUF:
      if (unplugged_) return -ENODEV;
      if (static_cast<v4l2_buffer*>(argument)->type != type()) return -EINVAL;
      queue_.push_back(static_cast<v4l2_buffer*>(argument)->index);
      return 0;
    case VIDIOC_DQBUF:
      return Dequeue(static_cast<v4l2_buffer*>(argument));
    case VIDIOC_STREAMON:
      if (*static_cast<uint32_t*>(argument) != type()) return -EINVAL;
      if (bandwidth != 0 && image_size_ > bandwidth) return -ENOSPC;
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
  if (description->type != type() || description->index >= formats.size()) return -EINVAL;
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

// One rate: the fastest.
int FakeDevice::EnumerateInterval(v4l2_frmivalenum* interval) {
  if (interval->index > 0 || slowest_interval == 0) return -EINVAL;
  interval->type = V4L2_FRMIVAL_TYPE_DISCRETE;
  interval->discrete = {1, slowest_interval};
  return 0;
}

FakeControl* FakeDevice::Find(uint32_t id) {
  for (FakeControl& control : controls) {
    if (control.about.id == id) return &control;
  }
  return nullptr;
}

int FakeDevice::QueryControl(v4l2_query_ext_ctrl* about) {
  const uint32_t after = about->id & ~uint32_t{V4L2_CTRL_FLAG_NEXT_CTRL};
  for (const FakeControl& control : controls) {
    if (control.about.id <= after) continue;
    *about = control.about;
    return 0;
  }
  return -EINVAL;
}

int FakeDevice::SetControl(v4l2_control* control) {
  FakeControl* found = Find(control->id);
  if (found == nullptr) return -EINVAL;
  if (control->value < found->about.minimum || control->value > found->about.maximum) return -ERANGE;
  found->value = control->value - control->value % found->step_to;
  return 0;
}

// As drivers do: an unknown format becomes the first one, an unknown size the format's first.
int FakeDevice::SetFormat(v4l2_format* format) {
  if (format->type != type()) return -EINVAL;
  const auto answer = [this](auto& pix, auto& plane) {
    const FakeFormat* match = &formats[0];
    for (const FakeFormat& offered : formats) {
      if (offered.fourcc == pix.pixelformat) match = &offered;
    }
    pix.pixelformat = match->fourcc;
    const std::pair<uint32_t, uint32_t> wanted(uint32_t{pix.width}, uint32_t{pix.height});
    if (!match->sizes.empty() &&
        std::find(match->sizes.begin(), match->sizes.end(), wanted) == match->sizes.end()) {
      pix.width = match->sizes[0].first;
      pix.height = match->sizes[0].second;
    }
    const Shape shape = ShapeOf(match->fourcc, pix.width);
    pix.field = field;
    pix.colorspace = colorspace;
    pix.quantization = static_cast<uint8_t>(quantization);
    plane.bytesperline = shape.row == 0 ? 0 : shape.row + stride_padding;
    plane.sizeimage = shape.row == 0 ? 2 * pix.width * pix.height
                                     : (shape.row + stride_padding) * pix.height * shape.halves / 2;
    image_size_ = plane.sizeimage;
  };
  if (planar()) {
    v4l2_pix_format_mplane& pix = format->fmt.pix_mp;
    answer(pix, pix.plane_fmt[0]);
    pix.ycbcr_enc = static_cast<uint8_t>(encoding);
    pix.num_planes = static_cast<uint8_t>(planes);
  } else {
    v4l2_pix_format& pix = format->fmt.pix;
    answer(pix, pix);
    pix.ycbcr_enc = encoding;
  }
  return 0;
}

int FakeDevice::Dequeue(v4l2_buffer* buffer) {
  if (unplugged_) return -ENODEV;
  if (buffer->type != type()) return -EINVAL;
  if (frames_.empty() || queue_.empty()) return -EAGAIN;
  const FakeFrame frame = frames_.front();
  frames_.pop_front();
  buffer->index = queue_.front();
  queue_.pop_front();
  const uint32_t bytes = frame.bytes != 0 ? frame.bytes : image_size_;
  if (planar()) {
    buffer->m.planes[0].bytesused = bytes + frame.data_offset;
    buffer->m.planes[0].data_offset = frame.data_offset;
  } else {
    buffer->bytesused = bytes;
  }
  buffer->flags = frame.flags;
  buffer->sequence = frame.sequence;
  buffer->timestamp.tv_sec = static_cast<time_t>(frame.timestamp_us / 1000000);
  buffer->timestamp.tv_usec = static_cast<suseconds_t>(frame.timestamp_us % 1000000);
  std::vector<uint8_t>& memory = *memory_[buffer->index];
  std::fill(memory.begin(), memory.end(), frame.fill);
  // What lies in front of the picture is not the picture.
  const size_t offset = std::min<size_t>(frame.data_offset, memory.size());
  std::fill_n(memory.begin(), offset, static_cast<uint8_t>(~frame.fill));
  return 0;
}

void* FakeDevice::Map(int fd, size_t, off_t offset) {
  if (fd == kMetadataFd) return metadata.Memory(static_cast<size_t>(offset));
  ++mapped_;
  return memory_[static_cast<size_t>(offset)]->data();
}

void FakeDevice::Unmap(void* memory, size_t) {
  if (!metadata.Owns(memory)) --mapped_;
}

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
