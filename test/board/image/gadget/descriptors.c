// What the device says of itself: USB 2.0 chapter 9, UVC 1.0 sections 3 and 4.
#include <string.h>

#include "camera.h"

#define LOW(value) ((value) & 255)
#define BYTES2(value) LOW(value), LOW((value) >> 8)
#define BYTES4(value) BYTES2(value), BYTES2((value) >> 16)
#define ADD(...)                                 \
  do {                                           \
    const unsigned char part[] = {__VA_ARGS__};  \
    memcpy(out + length, part, sizeof(part));    \
    length += sizeof(part);                      \
  } while (0)

enum { kVendor = 0x1209, kProduct = 0x0042, kVideo = 14, kClassInterface = 0x24 };

static unsigned Interval(int camera) { return (unsigned)(1e7 / cameras[camera].fps); }

static size_t Streaming(unsigned char *out, int camera, int packet) {
  size_t length = 0;
  const struct Camera *it = &cameras[camera];
  const unsigned size = (unsigned)FrameBytes(camera);
  ADD(9, 4, 1 + camera, 0, 1, kVideo, 2, 0, 0);
  ADD(14, kClassInterface, 1, 1, BYTES2(14 + 27 + 30), 0x81 + camera, 0, 2 + 2 * camera, 0, 0, 0, 1, 0);
  // Format GUIDs: a four-letter code, or a number for L8_IR, then always 0000-0010-8000-00aa00389b71.
  if (camera == 0) {
    ADD(27, kClassInterface, 4, 1, 1, 'Y', 'U', 'Y', '2', 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71, 16, 1, 0,
        0, 0, 0);
  } else {
    ADD(27, kClassInterface, 4, 1, 1, 0x32, 0, 0, 0, 2, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71, 8, 1, 0, 0, 0,
        0);
  }
  ADD(30, kClassInterface, 5, 1, 0, BYTES2(it->width), BYTES2(it->height), BYTES4(1000000), BYTES4(100000000),
      BYTES4(size), BYTES4(Interval(camera)), 1, BYTES4(Interval(camera)));
  Endpoint(out + length, camera, packet);
  return length + 7;
}

// One video function with two streaming interfaces and plain input terminals: a configuration of more than 256 bytes was
// seen not to be answered through gadgetfs.
size_t Configuration(unsigned char *out, int packet) {
  size_t length = 0;
  ADD(9, 2, 0, 0, 1 + kCameras, 1, 0, 0xc0, 50);
  ADD(8, 11, 0, 1 + kCameras, kVideo, 3, 0, 4);
  ADD(9, 4, 0, 0, 0, kVideo, 1, 0, 4);
  ADD(12 + kCameras, kClassInterface, 1, BYTES2(0x100), BYTES2(12 + kCameras + kCameras * 17), BYTES4(6000000), kCameras,
      1, 2);
  for (int camera = 0; camera < kCameras; camera++) {
    ADD(8, kClassInterface, 2, 1 + 2 * camera, BYTES2(0x200), 0, 0);
    ADD(9, kClassInterface, 3, 2 + 2 * camera, BYTES2(0x101), 0, 1 + 2 * camera, 0);
  }
  for (int camera = 0; camera < kCameras; camera++) length += Streaming(out + length, camera, packet);
  out[2] = LOW(length);
  out[3] = LOW(length >> 8);
  return length;
}

void Device(unsigned char *out) {
  size_t length = 0;
  ADD(18, 1, BYTES2(0x200), 0xef, 2, 1, 64, BYTES2(kVendor), BYTES2(kProduct), BYTES2(0x100), 1, 2, 3, 1);
}

void Endpoint(unsigned char *out, int camera, int packet) {
  size_t length = 0;
  ADD(7, 5, 0x81 + camera, 2, BYTES2(packet), 0);
}

size_t Text(unsigned char *out, int index) {
  static const char *const texts[] = {"", "Bench", "Bench dual camera", "BC0001", "Bench video"};
  if (index < 0 || index >= (int)(sizeof(texts) / sizeof(*texts))) return 0;
  size_t length = 2;
  if (index == 0) {
    out[length++] = 9;
    out[length++] = 4;
  }
  for (const char *letter = texts[index]; *letter != 0; letter++) {
    out[length++] = (unsigned char)*letter;
    out[length++] = 0;
  }
  out[0] = LOW(length);
  out[1] = 3;
  return length;
}

void Probe(unsigned char *out, int camera) {
  const unsigned interval = Interval(camera), size = (unsigned)FrameBytes(camera);
  const unsigned char interval_bytes[] = {BYTES4(interval)}, size_bytes[] = {BYTES4(size)},
                      transfer_bytes[] = {BYTES4(kTransfer)};
  memset(out, 0, kProbeBytes);
  out[0] = out[2] = out[3] = 1;
  memcpy(out + 4, interval_bytes, 4);
  memcpy(out + 18, size_bytes, 4);
  memcpy(out + 22, transfer_bytes, 4);
}
