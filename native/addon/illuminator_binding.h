// The classes `GpioLine` and `XuControl` for JavaScript. Each method works on a thread of libuv's pool and answers
// with a promise: a camera or an I2C expander may take its time.
#ifndef TELLERSIGHT_ADDON_ILLUMINATOR_BINDING_H_
#define TELLERSIGHT_ADDON_ILLUMINATOR_BINDING_H_

#include <napi.h>

#include "illuminator/light_calls.h"

namespace tellersight {

// `calls` must outlive the environment. The product hands in SystemLightCalls().
void ExportIlluminator(Napi::Env env, Napi::Object exports, LightCalls& calls);

}  // namespace tellersight

#endif  // TELLERSIGHT_ADDON_ILLUMINATOR_BINDING_H_
