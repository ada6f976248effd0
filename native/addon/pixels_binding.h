// resample, warp, lumaStats, diffStats, decodeJpeg, setKernels, kernelTarget and secureZero for JavaScript.
#ifndef TELLERSIGHT_ADDON_PIXELS_BINDING_H_
#define TELLERSIGHT_ADDON_PIXELS_BINDING_H_

#include <napi.h>

namespace tellersight {

void ExportPixels(Napi::Env env, Napi::Object exports);

}  // namespace tellersight

#endif  // TELLERSIGHT_ADDON_PIXELS_BINDING_H_
