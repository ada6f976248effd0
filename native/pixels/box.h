// A box of whole pixels inside a picture.
#ifndef TELLERSIGHT_PIXELS_BOX_H_
#define TELLERSIGHT_PIXELS_BOX_H_

#include "pixels/picture.h"
#include "pixels/resample.h"

namespace tellersight {

struct Box {
  int x = 0, y = 0, width = 0, height = 0;
};

// Widens to whole pixels and cuts to the picture. Refuses NaN, infinity and boxes with less than `smallest` a
// side.
Status CutBox(const Picture& picture, const Roi& roi, int smallest, Box* box);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_BOX_H_
