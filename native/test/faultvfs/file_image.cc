#include "test/faultvfs/file_image.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace tellersight::fault {

size_t FileImage::Read(void* to, size_t amount, size_t offset) const {
  if (offset >= os_.size()) return 0;
  const size_t there = std::min(amount, os_.size() - offset);
  memcpy(to, os_.data() + offset, there);
  return there;
}

void FileImage::Write(const void* from, size_t amount, size_t offset) {
  if (amount == 0) return;
  const size_t end = offset + amount;
  if (os_.size() < end) os_.resize(end);
  memcpy(os_.data() + offset, from, amount);
  // The cache writes back whole sectors, with what was in them before.
  const size_t first = offset / kSector * kSector;
  const size_t last = std::min(os_.size(), (end + kSector - 1) / kSector * kSector);
  changes_.push_back({false, first, last - first, log_.size(), os_.size()});
  log_.insert(log_.end(), os_.data() + first, os_.data() + last);
}

void FileImage::Truncate(size_t size) {
  os_.resize(size);
  changes_.push_back({true, size, 0, log_.size(), size});
}

void FileImage::Sync() {
  for (const Change& change : changes_) {
    durable_.resize(std::max(change.size_after, durable_.size()));
    if (change.truncates) durable_.resize(change.size_after);
    std::copy_n(log_.data() + change.logged, change.amount, durable_.data() + change.offset);
  }
  ForgetChanges();
}

void FileImage::ForgetChanges() {
  changes_.clear();
  log_.clear();
}

void FileImage::PowerLoss(Random& random, double reach) {
  size_t sized = 0;
  const size_t size = ReachedSize(random, reach, &sized);
  std::map<size_t, Sector> sectors;
  for (const Change& change : changes_) {
    for (size_t at = 0; at < change.amount; at += kSector) ++sectors[change.offset + at].seen;
  }
  for (auto& [offset, sector] : sectors) {
    const uint32_t last = sector.seen;
    sector = {0, 0};
    if (random.Chance(reach)) sector.wanted = random.Chance(reach) ? last : 1 + random.Below(last);
  }
  for (size_t i = 0; i < changes_.size(); ++i) {
    const Change& change = changes_[i];
    if (change.truncates && i < sized && change.size_after < durable_.size()) {
      durable_.resize(change.size_after);
    }
    for (size_t at = 0; at < change.amount; at += kSector) {
      Sector& sector = sectors[change.offset + at];
      if (++sector.seen > sector.wanted) continue;
      const size_t amount = std::min(kSector, change.amount - at);
      durable_.resize(std::max(durable_.size(), change.offset + at + amount));
      std::copy_n(log_.data() + change.logged + at, amount, durable_.data() + change.offset + at);
    }
  }
  durable_.resize(size);
  os_ = durable_;
  ForgetChanges();
}

size_t FileImage::ReachedSize(Random& random, double reach, size_t* changes) const {
  *changes = changes_.size();
  if (reach < 1) *changes = reach > 0 ? random.Below(changes_.size() + 1) : 0;
  return *changes == 0 ? durable_.size() : changes_[*changes - 1].size_after;
}

}  // namespace tellersight::fault
