import { defineCatalog } from './entry.ts';

const notPaid = 'Nothing was paid. The card route is not affected.';

export const native = defineCatalog({
  NATIVE_MISSING: {
    priority: 2,
    subject: 'The native addon is missing or does not load',
    text: 'The part of the program that reads cameras and prepares pictures was not built, or was built for another system.',
    cash: notPaid,
    action: 'Type: cmake -S native -B native/build -DCMAKE_BUILD_TYPE=Release && cmake --build native/build',
  },
  NATIVE_ARGUMENT: {
    priority: 3,
    subject: 'The native addon was called with a wrong value',
    text: 'A value handed to the native addon has the wrong type or is out of range. This is a fault in the program.',
    cash: notPaid,
    action: 'Note the message and report it; the session was refused and the service goes on.',
  },
  NATIVE_PICTURE: {
    priority: 3,
    subject: 'A camera picture does not fit its description',
    text: 'The picture has fewer bytes than its size says, or a size or format that is not possible.',
    cash: notPaid,
    action: 'Check that the camera is the one of the board profile and runs in its format (tellersight doctor).',
  },
  NATIVE_GEOMETRY: {
    priority: 5,
    subject: 'A region of the picture is not usable',
    text: 'A face box, crop or alignment is not finite, empty, outside the picture or far too large.',
    cash: notPaid,
    action: 'Nothing, if it happens now and then. If it stays, clean the camera windows and check the camera angle.',
  },
  NATIVE_TENSOR: {
    priority: 3,
    subject: 'A model input does not fit its description',
    text: 'The input that the model pack describes and the memory given for it differ in size or number type.',
    cash: notPaid,
    action: 'Verify the model pack: tellersight models verify',
  },
  NATIVE_JPEG: {
    priority: 4,
    subject: 'A compressed camera frame is damaged',
    text: 'An MJPG frame is cut short, damaged or not a JPEG picture. The frame is not used.',
    cash: notPaid,
    action: 'If it stays: use a shorter or better USB cable, or another USB port for this camera.',
  },
});
