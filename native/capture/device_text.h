// Text and codes as a device writes them, made safe to print.
#ifndef TELLERSIGHT_CAPTURE_DEVICE_TEXT_H_
#define TELLERSIGHT_CAPTURE_DEVICE_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace tellersight {

// A camera writes its own names, and a hostile one could write terminal commands into our logs: printable
// ASCII only,
// '?' for the rest. Ends at the first zero byte or after `size`.
std::string DeviceText(const uint8_t* bytes, size_t size);

// "YUYV"; trailing spaces ('Y16 ') are left out, unprintable bytes become '?'.
std::string FourccText(uint32_t fourcc);

// The reverse; shorter names are filled up with spaces. 0 for an empty name or one of more than four letters.
uint32_t FourccOf(const std::string& text);

// "640x480"
std::string SizeText(uint32_t width, uint32_t height);

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_DEVICE_TEXT_H_
