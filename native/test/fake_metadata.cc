#include "test/fake_metadata.h"

#include <errno.h>
#include <string.h>

#include <algorithm>
#include <iterator>

namespace tellersight::test {

std::vector<uint8_t> IlluminationBlock(bool lit) {
  std::vector<uint8_t> block(8 + 2, 0x11);                                        // time and USB frame number
  const uint8_t header[] = {2 + 4 + 6 + 16, 0x8E, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6};  // with PTS and SCR
  const uint8_t item[] = {6, 0, 0, 0, 16, 0, 0, 0, static_cast<uint8_t>(lit), 0, 0, 0, 0, 0, 0, 0};
  block.insert(block.end(), std::begin(header), std::end(header));
  block.insert(block.end(), std::begin(item), std::end(item));
  return block;
}

void FakeMetadata::Push(uint32_t sequence, int64_t timestamp_us, const std::vector<uint8_t>& bytes) {
  if (streaming_) waiting_.push_back({sequence, timestamp_us, bytes});
}

bool FakeMetadata::Owns(const void* memory) const {
  return std::any_of(memory_.begin(), memory_.end(),
                     [memory](const auto& one) { return one.data() == memory; });
}

int FakeMetadata::Control(unsigned long request, void* argument) {
  switch (request) {
    case VIDIOC_QUERYCAP: {
      auto* about = static_cast<v4l2_capability*>(argument);
      about->capabilities = V4L2_CAP_DEVICE_CAPS | V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_META_CAPTURE;
      about->device_caps = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
      return 0;
    }
    case VIDIOC_S_FMT:
      static_cast<v4l2_format*>(argument)->fmt.meta.dataformat = format;
      return 0;
    case VIDIOC_REQBUFS:
      memory_.assign(static_cast<v4l2_requestbuffers*>(argument)->count, std::vector<uint8_t>(10240));
      return 0;
    case VIDIOC_QUERYBUF: {
      auto* buffer = static_cast<v4l2_buffer*>(argument);
      buffer->length = static_cast<uint32_t>(memory_[buffer->index].size());
      buffer->m.offset = buffer->index;
      return 0;
    }
    case VIDIOC_QBUF:
      queue_.push_back(static_cast<v4l2_buffer*>(argument)->index);
      return 0;
    case VIDIOC_DQBUF:
      return Dequeue(static_cast<v4l2_buffer*>(argument));
    case VIDIOC_STREAMON:
      streaming_ = true;
      return 0;
    case VIDIOC_STREAMOFF:
      streaming_ = false;
      return 0;
    default:
      return -ENOTTY;
  }
}

int FakeMetadata::Dequeue(v4l2_buffer* buffer) {
  if (waiting_.empty() || queue_.empty()) return -EAGAIN;
  const Waiting one = waiting_.front();
  waiting_.pop_front();
  buffer->index = queue_.front();
  queue_.pop_front();
  std::copy(one.bytes.begin(), one.bytes.end(), memory_[buffer->index].begin());
  buffer->bytesused = static_cast<uint32_t>(one.bytes.size());
  buffer->sequence = one.sequence;
  buffer->timestamp.tv_sec = static_cast<time_t>(one.timestamp_us / 1000000);
  buffer->timestamp.tv_usec = static_cast<suseconds_t>(one.timestamp_us % 1000000);
  return 0;
}

}  // namespace tellersight::test
