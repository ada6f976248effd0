import type { DispenserCapability } from '../../driver.ts';
import { mostNotes } from './limits.ts';

export function lcdm4000Capability(cassettes: number, maxNotesPerCommand: number): DispenserCapability {
  return {
    protocol: 'puloon-lcdm4000',
    cassettes,
    maxNotesPerCommand: Math.min(mostNotes.transaction - mostNotes.rejects, maxNotesPerCommand),
    resultRetrievable: true,
    encrypted: false,
    experimental: true,
    statements: [
      'Experimental: written from three other programs for this device, never run against a unit or the vendor’s text.',
      'An answer with a good check byte states the notes that passed the exit sensor; the check byte (XOR) can miss two equal bit errors.',
      'A lost answer is asked for with LAST STATUS. It carries no id: it is believed only when it differs from the one read right before the command, fits the request, and neither board nor line were interrupted since.',
      'A loss of power of the device alone is not seen unless a modem line shows it; what LAST STATUS says after one is not documented.',
      'A payout that equals the one before it and cannot be split (one note after one note) stays unknown when its answer is lost.',
      'A refusal (NCK) is believed when nothing contradicts it for the time of an ACK; a stray NCK and a lost ACK on the same command would look the same.',
      'Identity is the settings kept in the device (order, lengths, opacities); no question for firmware or serial number is known from two sources.',
      'The device authenticates nothing: whoever holds the cable can command it. Lock the cable and watch the line.',
    ],
  };
}
