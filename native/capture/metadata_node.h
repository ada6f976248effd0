// The second node of a UVC camera: says for each frame whether the camera's own illuminator was on.
#ifndef TELLERSIGHT_CAPTURE_METADATA_NODE_H_
#define TELLERSIGHT_CAPTURE_METADATA_NODE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "capture/capture_status.h"
#include "capture/device_calls.h"
#include "capture/uvc_metadata.h"

namespace tellersight {

// For the thread of the stream it belongs to. Its failures never end the stream: they make the light unknown,
// and a capture that needs it ends by that.
class MetadataNode {
 public:
  // Opens `path`. V4L2_NOT_CAMERA unless it delivers V4L2_META_FMT_UVC_MSXU_1_5.
  static CaptureStatus Open(DeviceCalls& calls, const std::string& path, std::unique_ptr<MetadataNode>* node);
  ~MetadataNode();
  MetadataNode(const MetadataNode&) = delete;
  MetadataNode& operator=(const MetadataNode&) = delete;

  // Before the camera's own stream starts.
  CaptureStatus Start();

  // Of the frame with this sequence and timestamp: uvcvideo gives its metadata buffer both, and hands it over
  // first.
  Illumination Of(uint32_t sequence, int64_t timestamp_us);

  // After the camera's own stream ended. Idempotent.
  void Stop();

 private:
  static constexpr int kBuffers = 8;
  static constexpr int kRemembered = 16;
  struct Note {
    uint32_t sequence = 0;
    int64_t timestamp_us = -1;
    Illumination light = Illumination::kUnknown;
  };

  MetadataNode(DeviceCalls& calls, int fd) : calls_(calls), fd_(fd) {}
  void Drain();

  DeviceCalls& calls_;
  int fd_;
  int count_ = 0;
  uint8_t* memory_[kBuffers] = {};
  size_t length_[kBuffers] = {};
  Note notes_[kRemembered];
  int next_note_ = 0;
};

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_METADATA_NODE_H_
