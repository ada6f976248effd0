// A USB device with two cameras, colour (YUY2) and infrared (L8_IR), behind dummy_hcd: the kernel's own gadget camera is
// isochronous, which dummy_hcd cannot carry; this one sends over bulk endpoints.
#ifndef CAMERA_H_
#define CAMERA_H_

#include <stddef.h>

enum { kCameras = 2, kProbeBytes = 26, kTransfer = 16384, kHighSpeedPacket = 512, kFullSpeedPacket = 64 };

struct Camera {
  const char *file;  // frames, one behind the other
  int width, height;
  double fps;
  int bytes_per_pixel;
};

extern struct Camera cameras[kCameras];

size_t FrameBytes(int camera);

// descriptors.c

// Configuration descriptor; returns its length.
size_t Configuration(unsigned char *out, int packet);
// Device descriptor (18 bytes).
void Device(unsigned char *out);
// Endpoint descriptor (7 bytes) of a camera.
void Endpoint(unsigned char *out, int camera, int packet);
// String descriptor `index`, returns its length, 0 where there is none.
size_t Text(unsigned char *out, int index);
// UVC 1.0 probe and commit control of the only mode a camera has.
void Probe(unsigned char *out, int camera);

// pictures.c

// Starts the thread that sends a camera's frames while it streams.
void StartPictures(int camera);
void OpenEndpoints(void);
void Stream(int camera, int on);

#endif  // CAMERA_H_
