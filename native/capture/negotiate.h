// Sets an opened camera to exactly the wanted mode, or says what it offers instead.
#ifndef TELLERSIGHT_CAPTURE_NEGOTIATE_H_
#define TELLERSIGHT_CAPTURE_NEGOTIATE_H_

#include <cstdint>

#include "capture/capture_status.h"
#include "capture/device_calls.h"
#include "capture/mode.h"

namespace tellersight {

// A driver may answer a wish with something near it; here near is V4L2_FORMAT, because the model pack and the
// recording were made for the wanted mode. The frame rate may be up to a tenth below the wish.
CaptureStatus Negotiate(DeviceCalls& calls, int fd, uint32_t buffer_type, const WantedMode& wanted,
                        CameraMode* mode);

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_NEGOTIATE_H_
