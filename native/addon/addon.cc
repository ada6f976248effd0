#include <napi.h>

#include "addon/camera_binding.h"
#include "addon/illuminator_binding.h"
#include "addon/pixels_binding.h"

namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  tellersight::ExportPixels(env, exports);
  tellersight::ExportCamera(env, exports, tellersight::SystemCalls());
  tellersight::ExportIlluminator(env, exports, tellersight::SystemLightCalls());
  return exports;
}

}  // namespace

NODE_API_MODULE(tellersight, Init)
