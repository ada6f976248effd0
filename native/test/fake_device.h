// A test double of a V4L2 device behind DeviceCalls: formats, errors and frames as the test scripts them. It
// proves our side of the conversation; that real drivers talk like this is shown on boards with real device
// nodes.
#ifndef TELLERSIGHT_TEST_FAKE_DEVICE_H_
#define TELLERSIGHT_TEST_FAKE_DEVICE_H_

#include <linux/videodev2.h>

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "capture/device_calls.h"
#include "test/fake_metadata.h"

namespace tellersight::test {

struct FakeFormat {
  uint32_t fourcc;
  std::vector<std::pair<uint32_t, uint32_t>> sizes;  // empty: stepwise 160x120..1920x1080
};

struct FakeControl {
  v4l2_query_ext_ctrl about;
  int32_t value;
  int32_t step_to = 1;  // what is set is rounded down to a multiple, as cameras do without telling
};
FakeControl NumberControl(uint32_t id, const char* name, int32_t low, int32_t high, int32_t value);

struct FakeFrame {
  uint32_t sequence = 0;
  int64_t timestamp_us = 0;
  uint32_t bytes = 0;  // 0: a whole picture
  uint32_t flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
  uint8_t fill = 0xAB;
  uint32_t data_offset = 0;       // multi-planar: bytes in front of the picture
  std::vector<uint8_t> metadata;  // for the metadata node; empty: none comes
};

class FakeDevice : public DeviceCalls {
 public:
  // The script. Set before use; `Push` and `Unplug` at any time.
  int open_error = 0;
  std::string card = "Fake camera";
  uint32_t capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  std::vector<FakeFormat> formats = {{V4L2_PIX_FMT_YUYV, {{64, 48}, {128, 96}}},
                                     {V4L2_PIX_FMT_MJPEG, {{1280, 720}}}};
  uint32_t slowest_interval = 0;  // fps ceiling; 0: grants any
  uint32_t bandwidth = 0;         // largest picture in bytes the bus carries (else ENOSPC); 0: any
  uint32_t most_buffers = 32;
  uint32_t planes = 1;            // memory planes of a multi-planar picture
  uint32_t stride_padding = 0;    // bytes behind each row
  uint32_t colorspace = 0, encoding = 0, quantization = 0, field = V4L2_FIELD_NONE;
  std::vector<FakeControl> controls;
  std::string metadata_path = "/dev/video10";
  FakeMetadata metadata;
  std::map<unsigned long, int> failures;  // request -> errno

  void Push(const FakeFrame& frame);
  void Unplug();

  // What the test looks at.
  int opened() const { return opened_; }
  int closed() const { return closed_; }
  bool streaming() const { return streaming_; }
  int queued();
  bool IsZero(int slot);
  size_t mapped() const { return mapped_; }
  size_t buffers() const { return memory_.size(); }

  int Open(const char* path) override;
  void Close(int fd) override;
  int Node(int fd, unsigned* major, unsigned* minor) override;
  int Control(int fd, unsigned long request, void* argument) override;
  void* Map(int fd, size_t length, off_t offset) override;
  void Unmap(void* memory, size_t length) override;
  int Wait(int fd, int wake_fd, int timeout_ms, bool* frame) override;

 private:
  int EnumerateFormat(v4l2_fmtdesc* description);
  int EnumerateSize(v4l2_frmsizeenum* size);
  int EnumerateInterval(v4l2_frmivalenum* interval);
  int SetFormat(v4l2_format* format);
  int QueryControl(v4l2_query_ext_ctrl* about);
  int SetControl(v4l2_control* control);
  FakeControl* Find(uint32_t id);
  int Dequeue(v4l2_buffer* buffer);
  bool planar() const { return (capabilities & V4L2_CAP_VIDEO_CAPTURE_MPLANE) != 0; }
  uint32_t type() const;

  std::mutex mutex_;
  // Mappings outlive the request that made them, as in the kernel: old ones are kept.
  std::deque<std::vector<uint8_t>> all_memory_;
  std::vector<std::vector<uint8_t>*> memory_;
  std::deque<uint32_t> queue_;
  std::deque<FakeFrame> frames_;
  bool unplugged_ = false;
  bool streaming_ = false;
  uint32_t image_size_ = 0;
  int opened_ = 0, closed_ = 0;
  size_t mapped_ = 0;
};

}  // namespace tellersight::test

#endif  // TELLERSIGHT_TEST_FAKE_DEVICE_H_
