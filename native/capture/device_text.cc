#include "capture/device_text.h"

#include <string.h>

namespace tellersight {

std::string DeviceText(const uint8_t* bytes, size_t size) {
  const char* text = reinterpret_cast<const char*>(bytes);
  std::string clean(text, strnlen(text, size));
  for (char& c : clean) {
    if (c < ' ' || c > '~') c = '?';
  }
  return clean;
}

std::string FourccText(uint32_t fourcc) {
  uint8_t letters[4];
  // Bit 31 marks big-endian variants.
  for (int i = 0; i < 4; ++i) letters[i] = static_cast<uint8_t>((fourcc >> (8 * i)) & 0x7F);
  std::string text = DeviceText(letters, sizeof(letters));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

uint32_t FourccOf(const std::string& text) {
  if (text.empty() || text.size() > 4) return 0;
  uint32_t fourcc = 0;
  for (size_t i = 4; i-- > 0;) {
    fourcc = fourcc << 8 | static_cast<uint8_t>(i < text.size() ? text[i] : ' ');
  }
  return fourcc;
}

std::string SizeText(uint32_t width, uint32_t height) {
  return std::to_string(width) + "x" + std::to_string(height);
}

}  // namespace tellersight
