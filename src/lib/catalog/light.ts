import { defineCatalog } from './entry.ts';

const NO_CASH = 'No cash can be paid by face while this lasts; the running session is refused.';

/** The infrared light and whatever switches it. */
export const light = defineCatalog({
  LIGHT_MISSING: {
    priority: 3,
    subject: 'The switch of the infrared light is not there',
    text: 'The GPIO chip, LED, serial port or extension unit that the configuration names does not exist.',
    cash: NO_CASH,
    action: 'Check the cable of the light, then [vision.light] in the configuration (docs/illuminator.md).',
    xfs: 'hardwareError',
  },
  LIGHT_BUSY: {
    priority: 3,
    subject: 'The switch of the infrared light is used by another program',
    text: 'The GPIO line or serial port is taken. Nobody else may switch the light of a session.',
    cash: NO_CASH,
    action: 'Find the other user: gpioinfo names the consumer of a line, fuser -v DEVICE that of a port. Stop it.',
    xfs: 'hardwareError',
  },
  LIGHT_DENIED: {
    priority: 3,
    subject: 'The switch of the infrared light may not be used',
    text: 'The vision service has no permission for the device or LED.',
    cash: NO_CASH,
    action: "Install the drop-in of the light's kind (systemd/light/) and the udev rule, see docs/illuminator.md.",
    xfs: 'hardwareError',
  },
  LIGHT_MISMATCH: {
    priority: 3,
    subject: 'The switch of the infrared light is not the one in the configuration',
    text: 'The device has no such line or control, or the control has another length. Nothing was written to it.',
    cash: NO_CASH,
    action: 'Use the board profile that belongs to this camera or board; never try out bytes on a fielded device.',
    xfs: 'hardwareError',
  },
  LIGHT_FAILED: {
    priority: 3,
    subject: 'The infrared light could not be switched',
    text: 'A command failed, was answered wrongly or took longer than vision.light.deadline_ms.',
    cash: NO_CASH,
    action: 'Tellersight tries again by itself. If it stays: check cable and supply of the light.',
    xfs: 'hardwareError',
  },
  LIGHT_UNATTENDED: {
    priority: 3,
    subject: 'The infrared light was switched off because nobody asked for it any longer',
    text: 'The capture that switched it on did not go on within vision.light.max_on_ms (eye safety).',
    cash: NO_CASH,
    action: 'If it returns, the board is overloaded or a camera hangs: look at the events just before.',
    xfs: 'hardwareError',
  },
  LIGHT_JOURNAL: {
    priority: 3,
    subject: 'What the infrared light was set to before cannot be kept or read',
    text: 'The note that lets a crash be undone could not be written, or is damaged. Without it nothing is changed.',
    cash: NO_CASH,
    action:
      'Check the folder vision.light.journal. A damaged note in it may be deleted after the light was without power.',
    xfs: 'hardwareError',
  },
});
