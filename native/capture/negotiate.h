// Asks a V4L2 device who it is and sets it to exactly the wanted mode, or says what it offers instead.
#ifndef TELLERSIGHT_CAPTURE_NEGOTIATE_H_
#define TELLERSIGHT_CAPTURE_NEGOTIATE_H_

#include "capture/capture_status.h"
#include "capture/device_calls.h"
#include "capture/mode.h"

namespace tellersight {

// V4L2_NOT_CAMERA unless the device captures single-planar video by streaming.
CaptureStatus Identify(DeviceCalls& calls, int fd, CameraIdentity* identity);

// A driver may answer a wish with something near it; here near is V4L2_FORMAT, because the model pack and the
// recording were made for the wanted mode. The frame rate may be up to a tenth below the wish.
CaptureStatus Negotiate(DeviceCalls& calls, int fd, const WantedMode& wanted, CameraMode* mode);

// "YUYV 640x480 1280x720, MJPG 1920x1080"; for stepwise sizes "160x120..1920x1080".
std::string DescribeOffer(DeviceCalls& calls, int fd);

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_NEGOTIATE_H_
