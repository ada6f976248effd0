import { defineCatalog } from './entry.ts';

const notPaid = 'Nothing was paid. The card route is not affected.';

const cameraCash = 'No cash can be paid by face while this lasts; the card route is not affected.';

/** The native addon: pixel operations and V4L2 capture. */
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
  V4L2_MISSING: {
    priority: 3,
    subject: 'A camera is not there',
    text: 'The device node does not exist or has no device behind it.',
    cash: cameraCash,
    action: 'Check the cable and the power of the camera named in the message, then: ls -l /dev/v4l/by-path',
    xfs: 'hardwareError',
  },
  V4L2_BUSY: {
    priority: 3,
    subject: 'A camera is used by another program',
    text: 'Only one program can stream from a camera.',
    cash: cameraCash,
    action: 'Find the other program with: fuser -v DEVICE (the device is named in the message), and stop it.',
    xfs: 'hardwareError',
  },
  V4L2_DENIED: {
    priority: 3,
    subject: 'A camera may not be opened',
    text: 'The service has no permission for the device node.',
    cash: cameraCash,
    action: 'Install the udev rules of Tellersight, or put the service into the group that owns the node (ls -l).',
    xfs: 'hardwareError',
  },
  V4L2_NOT_CAMERA: {
    priority: 3,
    subject: 'A device is not a camera that can be used',
    text: 'The path in the configuration is not a V4L2 node that streams pictures (some cameras have a second node for metadata).',
    cash: cameraCash,
    action: 'Correct the camera path in the configuration; v4l2-ctl --list-devices shows what there is.',
    xfs: 'hardwareError',
  },
  V4L2_FORMAT: {
    priority: 3,
    subject: 'A camera does not offer the wanted picture format',
    text: 'The camera cannot deliver the format, size or frame rate of the configuration. The message lists what it offers.',
    cash: cameraCash,
    action:
      'Put a format and size from the message into the configuration, or connect the camera of the board profile.',
    xfs: 'hardwareError',
  },
  V4L2_BANDWIDTH: {
    priority: 3,
    subject: 'The USB bus cannot carry this camera',
    text: 'The bus has no bandwidth left for the stream: several cameras share one USB controller, or the picture is too large.',
    cash: cameraCash,
    action: 'Move the camera to another USB controller, or configure MJPG or a smaller picture.',
    xfs: 'hardwareError',
  },
  V4L2_STALLED: {
    priority: 3,
    subject: 'A camera stopped delivering frames',
    text: 'The stream is open but no frame came within the deadline.',
    cash: cameraCash,
    action: 'Tellersight opens the camera again by itself. If it stays: replug the camera, check its supply.',
    xfs: 'hardwareError',
  },
  V4L2_UNPLUGGED: {
    priority: 3,
    subject: 'A camera was unplugged',
    text: 'The device went away while it was streaming.',
    cash: cameraCash,
    action: 'Check the plug and look for signs of tampering before the camera is connected again.',
    xfs: 'hardwareError',
  },
  V4L2_FAILED: {
    priority: 3,
    subject: 'A camera driver failed',
    text: 'A call to the camera driver failed in a way that has no simpler name; the message says which.',
    cash: cameraCash,
    action: 'Replug the camera. If it stays, note the message and the end of dmesg, and replace the camera.',
    xfs: 'hardwareError',
  },
});
