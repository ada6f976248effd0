// The metadata node of the simulated camera: buffers as uvcvideo fills them, beside FakeDevice's pictures.
#ifndef TELLERSIGHT_TEST_FAKE_METADATA_H_
#define TELLERSIGHT_TEST_FAKE_METADATA_H_

#include <linux/videodev2.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace tellersight::test {

// One uvc_meta_buf whose header carries a MetadataId_FrameIllumination item.
std::vector<uint8_t> IlluminationBlock(bool lit);

class FakeMetadata {
 public:
  uint32_t format = v4l2_fourcc('U', 'V', 'C', 'M');  // what the node delivers

  // Called with the picture it belongs to, before the picture can be taken.
  void Push(uint32_t sequence, int64_t timestamp_us, const std::vector<uint8_t>& bytes);
  bool streaming() const { return streaming_; }

  int Control(unsigned long request, void* argument);
  bool Owns(const void* memory) const;
  void* Memory(size_t slot) { return memory_[slot].data(); }

 private:
  struct Waiting {
    uint32_t sequence;
    int64_t timestamp_us;
    std::vector<uint8_t> bytes;
  };
  int Dequeue(v4l2_buffer* buffer);

  std::deque<std::vector<uint8_t>> memory_;
  std::deque<uint32_t> queue_;
  std::deque<Waiting> waiting_;
  bool streaming_ = false;
};

}  // namespace tellersight::test

#endif  // TELLERSIGHT_TEST_FAKE_METADATA_H_
