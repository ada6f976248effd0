import { defineCatalog } from './entry.ts';

const NO_CASH = 'No cash can be paid by face until this is corrected.';

/** Model packs, calibration and the vision process. */
export const vision = defineCatalog({
  PACK_NOT_FOUND: {
    priority: 3,
    subject: 'The model pack was not found',
    text: 'There is no folder with a manifest.json under that name in any of the places that are searched.',
    cash: NO_CASH,
    action: 'Run `tellersight models list`; check vision.pack and paths.packs.',
  },
  PACK_MANIFEST: {
    priority: 3,
    subject: "The model pack's manifest is not valid",
    text: 'The manifest is not JSON, has an unknown key, lacks a role, or gives a value outside its range.',
    cash: NO_CASH,
    action: 'Run `tellersight models verify NAME`: it names the key. Restore the pack from its release.',
  },
  PACK_DECODE_UNKNOWN: {
    priority: 3,
    subject: 'The model pack needs a decoder this version does not have',
    text: 'An output kind or crop kind in the manifest is not known to this version.',
    cash: NO_CASH,
    action: 'Update Tellersight or use a pack made for this version.',
  },
  PACK_FILE_MISSING: {
    priority: 3,
    subject: 'A file of the model pack is missing',
    text: 'The manifest names a file that is in none of the places that are searched.',
    cash: NO_CASH,
    action: 'Restore the pack from its release, or name the folder of its files with --packs.',
  },
  PACK_DAMAGED: {
    priority: 2,
    subject: 'A file of the model pack is not the one in the manifest',
    text: 'Size or SHA-256 differ: a flipped bit, a half-written copy, or somebody changed the file.',
    cash: NO_CASH,
    action: 'Restore the pack from its release. If nobody updated the board, treat it as tampering.',
  },
  PACK_CONTRACT: {
    priority: 3,
    subject: 'A model does not do what its manifest says',
    text: 'Inputs, outputs, shapes or number types of the ONNX file differ from the manifest.',
    cash: NO_CASH,
    action: 'Tell the maker of the pack; `tellersight models inspect NAME` shows both sides.',
  },
  MODEL_FAULT: {
    priority: 3,
    subject: 'A model failed while it ran',
    text: 'The neural runtime reported an error or the output was not a finite number.',
    cash: 'The running session is refused; nothing was paid.',
    action: 'If it returns, run `tellersight models verify` and check the memory of the board.',
    xfs: 'internalError',
  },
  CALIBRATION_INVALID: {
    priority: 3,
    subject: 'The calibration file is not valid',
    text: 'The file is not calibration@1, contradicts itself, or belongs to another model file.',
    cash: NO_CASH,
    action: 'Restore calibration.json from the release of the model pack.',
  },
  CALIBRATION_UNSUPPORTED: {
    priority: 2,
    subject: 'The calibration cannot support the asked false match rate',
    text: 'Too few impostor comparisons, or no threshold whose upper 95 % bound is low enough in the worst group (R6, R7).',
    cash: NO_CASH,
    action: 'Ask for a higher policy.tier_a_fmr / tier_b_fmr, or calibrate the pack on more people.',
  },
  VISION_STARTED: {
    priority: 5,
    subject: 'Vision sees',
    text: 'Cameras deliver pairs and the model pack is loaded.',
    cash: 'Withdrawals by face are possible as far as the teller allows them.',
    action: 'Nothing to do.',
  },
  VISION_MESSAGE_MALFORMED: {
    priority: 4,
    subject: 'A message from the teller was ignored',
    text: 'The message is too long, not JSON or not one of observation@1.',
    cash: 'Nothing was paid because of this.',
    action: 'Check that both processes are of the same version; if they are, send the log to the vendor.',
  },
  VISION_SEND_DROPPED: {
    priority: 4,
    subject: 'A message to the teller was dropped',
    text: 'The teller takes no messages: it is not running or hangs. Nothing is queued without bound.',
    cash: 'The running session is refused by its deadline; nothing was paid because of this.',
    action: 'Look at the log of the teller.',
  },
});
