#include "capture/uvc_metadata.h"

#include <cstring>
#include <initializer_list>
#include <memory>
#include <random>
#include <vector>

#include "capture/metadata_node.h"
#include "test/fake_device.h"
#include "test/guarded.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes Word(uint32_t value) {
  return {static_cast<uint8_t>(value), static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value >> 16),
          static_cast<uint8_t>(value >> 24)};
}

Bytes Join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Bytes Item(uint32_t id, const Bytes& payload) {
  return Join({Word(id), Word(static_cast<uint32_t>(8 + payload.size())), payload});
}

Bytes Light(uint32_t flags) { return Item(6, Join({Word(flags), Word(0)})); }

// One payload header without PTS and SCR.
Bytes Block(const Bytes& items) {
  return Join({Bytes(10, 0xEE), {static_cast<uint8_t>(2 + items.size()), 0x80}, items});
}

Illumination Read(const Bytes& bytes) { return ReadFrameIllumination(bytes.data(), bytes.size()); }

}  // namespace

TEST(MetadataSaysOnAndOff) {
  CHECK(Read(IlluminationBlock(true)) == Illumination::kOn);
  CHECK(Read(IlluminationBlock(false)) == Illumination::kOff);
  CHECK(Read(Block(Light(1))) == Illumination::kOn);
  CHECK(Read(Block(Light(0xFFFFFFFE))) == Illumination::kOff);  // only bit 0 is the light's
}

TEST(MetadataItemsOfOtherKindsAreSkipped) {
  const Bytes stats = Item(3, Bytes(80, 0x55)), custom = Item(0x80000001, Bytes(4, 1));
  CHECK(Read(Block(Join({stats, custom, Light(1), Bytes(5, 0)}))) == Illumination::kOn);
  CHECK(Read(Block(stats)) == Illumination::kUnknown);
}

TEST(MetadataCutOverTwoPayloadHeadersIsOneList) {
  const Bytes items = Join({Item(3, Bytes(80, 0x55)), Light(1)});
  const Bytes first(items.begin(), items.begin() + 95), second(items.begin() + 95, items.end());
  CHECK(Read(Join({Block(first), Block({}), Block(second)})) == Illumination::kOn);
}

TEST(MetadataThatContradictsItselfIsUnknown) {
  CHECK(Read({}) == Illumination::kUnknown);
  CHECK(Read(Block({})) == Illumination::kUnknown);
  CHECK(Read(Block(Join({Light(1), Light(0)}))) == Illumination::kUnknown);
  CHECK(Read(Block(Item(6, Word(1)))) == Illumination::kUnknown);
  CHECK(Read(Block(Join({Light(1), Word(3), Word(7)}))) ==
        Illumination::kUnknown);  // shorter than its header
  CHECK(Read(Block(Join({Light(1), Word(3), Word(900)}))) == Illumination::kUnknown);  // longer than the list
  Bytes header = IlluminationBlock(true);
  header[10] = 11;  // shorter than the PTS and SCR it announces
  CHECK(Read(header) == Illumination::kUnknown);
  header = IlluminationBlock(true);
  header[10] += 1;
  CHECK(Read(header) == Illumination::kUnknown);
  Bytes many;
  for (int i = 0; i < 8; ++i) many = Join({many, Block(Item(3, Bytes(200, 0)))});
  CHECK(Read(Join({many, Block(Light(1))})) == Illumination::kUnknown);
  CHECK(Read(Join({Block(Light(1)), many})) == Illumination::kUnknown);
}

TEST(HostileMetadataIsReadWithinItsBuffer) {
  std::mt19937 random(71);
  const auto below = [&random](size_t end) { return static_cast<size_t>(random() % end); };
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes = Join({IlluminationBlock(round % 2 == 0), Block(Item(3, Bytes(20, 0)))});
    for (size_t hits = below(4); hits > 0; --hits)
      bytes[below(bytes.size())] = static_cast<uint8_t>(random());
    bytes.resize(1 + below(bytes.size()));
    Guarded guarded(bytes.size());
    memcpy(guarded.data(), bytes.data(), bytes.size());
    ReadFrameIllumination(guarded.data(), bytes.size());
  }
}

TEST(NodesWithoutIlluminationMetadataAreRefused) {
  FakeDevice device;
  std::unique_ptr<MetadataNode> node;
  CHECK(MetadataNode::Open(device, "/dev/video10", &node).ok() && node != nullptr);
  device.metadata.format = V4L2_META_FMT_UVC;
  CHECK(!MetadataNode::Open(device, "/dev/video10", &node).ok() && node == nullptr);
  CHECK(!MetadataNode::Open(device, "/dev/video9", &node).ok());  // the picture node
}

}  // namespace tellersight::test
