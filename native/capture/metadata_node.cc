#include "capture/metadata_node.h"

#include <linux/videodev2.h>

#include <algorithm>

namespace tellersight {
namespace {

// Younger than the headers of some boards' toolchains (Linux 6.17).
constexpr uint32_t kMicrosoftMetadata = v4l2_fourcc('U', 'V', 'C', 'M');

v4l2_buffer Describe(int slot) {
  v4l2_buffer buffer = {};
  buffer.type = V4L2_BUF_TYPE_META_CAPTURE;
  buffer.memory = V4L2_MEMORY_MMAP;
  buffer.index = static_cast<uint32_t>(slot);
  return buffer;
}

bool DeliversMetadata(DeviceCalls& calls, int fd) {
  v4l2_capability about = {};
  if (calls.Control(fd, VIDIOC_QUERYCAP, &about) < 0) return false;
  constexpr uint32_t kNeeded = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
  if ((about.device_caps & kNeeded) != kNeeded) return false;
  v4l2_format format = {};
  format.type = V4L2_BUF_TYPE_META_CAPTURE;
  format.fmt.meta.dataformat = kMicrosoftMetadata;
  // A driver that does not know it answers with the format it has.
  return calls.Control(fd, VIDIOC_S_FMT, &format) >= 0 && format.fmt.meta.dataformat == kMicrosoftMetadata;
}

}  // namespace

CaptureStatus MetadataNode::Open(DeviceCalls& calls, const std::string& path,
                                 std::unique_ptr<MetadataNode>* node) {
  const int fd = calls.Open(path.c_str());
  if (fd < 0) return SystemError(-fd, "opening the metadata node");
  node->reset(new MetadataNode(calls, fd));
  if (DeliversMetadata(calls, fd)) return {};
  node->reset();
  return {"V4L2_NOT_CAMERA", path + " delivers no illumination metadata"};
}

MetadataNode::~MetadataNode() { Stop(); }

CaptureStatus MetadataNode::Start() {
  v4l2_requestbuffers request = {};
  request.count = kBuffers;
  request.type = V4L2_BUF_TYPE_META_CAPTURE;
  request.memory = V4L2_MEMORY_MMAP;
  int result = calls_.Control(fd_, VIDIOC_REQBUFS, &request);
  if (result < 0) return SystemError(-result, "requesting metadata buffers");
  count_ = std::min<int>(kBuffers, static_cast<int>(request.count));
  for (int slot = 0; slot < count_; ++slot) {
    v4l2_buffer buffer = Describe(slot);
    result = calls_.Control(fd_, VIDIOC_QUERYBUF, &buffer);
    if (result < 0) return SystemError(-result, "asking about a metadata buffer");
    length_[slot] = buffer.length;
    memory_[slot] = static_cast<uint8_t*>(calls_.Map(fd_, buffer.length, buffer.m.offset));
    if (memory_[slot] == nullptr) return {"V4L2_FAILED", "a metadata buffer could not be mapped"};
    buffer = Describe(slot);
    result = calls_.Control(fd_, VIDIOC_QBUF, &buffer);
    if (result < 0) return SystemError(-result, "queueing a metadata buffer");
  }
  int type = V4L2_BUF_TYPE_META_CAPTURE;
  result = calls_.Control(fd_, VIDIOC_STREAMON, &type);
  return result < 0 ? SystemError(-result, "starting the metadata") : CaptureStatus{};
}

Illumination MetadataNode::Of(uint32_t sequence, int64_t timestamp_us) {
  Drain();
  for (const Note& note : notes_) {
    if (note.sequence == sequence && note.timestamp_us == timestamp_us) return note.light;
  }
  return Illumination::kUnknown;
}

void MetadataNode::Drain() {
  // Bounded: a device that never says "no more" must not hold the camera's thread.
  for (int taken = 0; taken < kRemembered && fd_ >= 0; ++taken) {
    v4l2_buffer buffer = Describe(0);
    if (calls_.Control(fd_, VIDIOC_DQBUF, &buffer) < 0) return;
    const int slot = static_cast<int>(buffer.index);
    if (slot < 0 || slot >= count_) return;
    Note& note = notes_[next_note_];
    next_note_ = (next_note_ + 1) % kRemembered;
    note.sequence = buffer.sequence;
    note.timestamp_us = int64_t{buffer.timestamp.tv_sec} * 1000000 + buffer.timestamp.tv_usec;
    const bool usable = (buffer.flags & V4L2_BUF_FLAG_ERROR) == 0 && buffer.bytesused <= length_[slot];
    note.light = usable ? ReadFrameIllumination(memory_[slot], buffer.bytesused) : Illumination::kUnknown;
    v4l2_buffer again = Describe(slot);
    if (calls_.Control(fd_, VIDIOC_QBUF, &again) < 0) return;
  }
}

void MetadataNode::Stop() {
  if (fd_ < 0) return;
  int type = V4L2_BUF_TYPE_META_CAPTURE;
  calls_.Control(fd_, VIDIOC_STREAMOFF, &type);
  // A mapping would keep the device open.
  for (int slot = 0; slot < kBuffers; ++slot) {
    if (memory_[slot] != nullptr) calls_.Unmap(memory_[slot], length_[slot]);
    memory_[slot] = nullptr;
  }
  calls_.Close(fd_);
  fd_ = -1;
}

}  // namespace tellersight
