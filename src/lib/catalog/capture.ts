import { defineCatalog } from './entry.ts';

const NO_CASH = 'No cash can be paid by face while this lasts; the running session is refused.';

/** Cameras, recordings and the scene: where frames come from. */
export const capture = defineCatalog({
  RECORDING_UNREADABLE: {
    priority: 4,
    subject: 'A recording cannot be opened',
    text: 'The file is missing or not readable for this user.',
    cash: 'Nothing was paid. Recordings are for benches; a board in service has cameras.',
    action: 'Check the path and the permissions.',
  },
  RECORDING_CUT_SHORT: {
    priority: 4,
    subject: 'A recording ends before its end record',
    text: 'The file stops in the middle or its end record is missing: the recorder died or the copy is incomplete.',
    cash: 'Nothing was paid. The frames before the cut were read, but the recording proves nothing about what followed.',
    action: 'Copy the file again and compare sizes, or record it again.',
  },
  RECORDING_DAMAGED: {
    priority: 4,
    subject: 'A recording is damaged',
    text: 'The magic, the header, a record header or a checksum is wrong.',
    cash: 'Nothing was paid. Nothing after the damaged byte is used.',
    action: 'Copy the file again; the message names the byte offset.',
  },
  RECORDING_UNSUPPORTED: {
    priority: 4,
    subject: 'A recording has a version or a pixel format that is not supported',
    text: 'The container is sound but was written by another version or holds a pixel format that is not read.',
    cash: 'Nothing was paid.',
    action: 'Update Tellersight, or record again as YUYV, GREY, RGB3 or MJPG.',
  },
  RECORDING_END: {
    priority: 6,
    subject: 'The recording is at its end',
    text: 'Every pair of the recording was used.',
    cash: 'Nothing was paid because of this.',
    action: 'Nothing to do.',
  },
  SCENE_UNREACHABLE: {
    priority: 3,
    subject: 'The scene simulator does not answer',
    text: 'Its socket is missing, refuses the connection or does not speak the recording container.',
    cash: NO_CASH,
    action: 'Start the scene simulator or correct vision.scene_socket. A board in service uses vision.source = "v4l2".',
    xfs: 'hardwareError',
  },
  CAPTURE_CAMERA_LOST: {
    priority: 3,
    subject: 'A camera is gone',
    text: 'The stream of a camera ended while it was in use: cable, hub, power, or the device was taken away (R14).',
    cash: NO_CASH,
    action: 'Check cable and hub of the camera named in the message. Tellersight reconnects by itself.',
    xfs: 'hardwareError',
  },
  CAPTURE_SILENT: {
    priority: 3,
    subject: 'The cameras deliver no pair of frames',
    text: 'No RGB and IR frame that belong together arrived in time: a camera hangs, or their times are too far apart (R12).',
    cash: NO_CASH,
    action:
      'Look at the counters in the message: which channel stands still? Check that camera, then vision.max_skew_ms.',
    xfs: 'hardwareError',
  },
  CAPTURE_LIGHT: {
    priority: 3,
    subject: 'The infrared light does not follow its code',
    text: 'The light changed without being told, before it was told or much too late: a fault of the light, or frames that are not live (R13).',
    cash: 'The running session is refused; nothing was paid.',
    action:
      'If it returns: check the cable of the light. If the light works, treat it as a possible attack on the camera.',
    xfs: 'hardwareError',
  },
  CAPTURE_CONFIG: {
    priority: 3,
    subject: 'The frame source is not configured',
    text: 'The source that is asked for needs a device, socket or file that is not named.',
    cash: 'No cash can be paid by face until the configuration is corrected.',
    action: 'Set vision.rgb.device and vision.ir.device (or scene_socket, recording) and run `tellersight check`.',
  },
  CAPTURE_IMAGES: {
    priority: 4,
    subject: 'A folder of picture pairs cannot be used',
    text: 'The folder holds no NN-rgb.jpg with its NN-ir.jpg, or a picture cannot be read.',
    cash: 'Nothing was paid.',
    action: 'Name the folder that holds 00-rgb.jpg, 00-ir.jpg, 01-rgb.jpg, ...',
  },
});
