// The class `Camera` for JavaScript.
#ifndef TELLERSIGHT_ADDON_CAMERA_BINDING_H_
#define TELLERSIGHT_ADDON_CAMERA_BINDING_H_

#include <napi.h>

#include "capture/device_calls.h"

namespace tellersight {

// `calls` must outlive the environment. The product hands in SystemCalls().
void ExportCamera(Napi::Env env, Napi::Object exports, DeviceCalls& calls);

}  // namespace tellersight

#endif  // TELLERSIGHT_ADDON_CAMERA_BINDING_H_
