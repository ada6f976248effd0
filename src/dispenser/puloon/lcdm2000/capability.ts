import type { DispenserCapability } from '../../driver.ts';

/** Count range of one command and cassette (LCDM-2000T V3.2). */
const most = 60;

export function lcdm2000Capability(options: {
  readonly cassettes: 1 | 2;
  readonly maxNotesPerCommand: number;
}): DispenserCapability {
  return {
    protocol: options.cassettes === 1 ? 'puloon-lcdm1000' : 'puloon-lcdm2000',
    cassettes: options.cassettes,
    maxNotesPerCommand: Math.min(most, options.maxNotesPerCommand),
    resultRetrievable: false,
    encrypted: false,
    experimental: false,
    statements: [
      'An answer with a good check byte states the notes that passed the exit sensor; the check byte (XOR) can miss two equal bit errors.',
      'A lost answer cannot be asked for later: the device keeps no last result and knows no transaction ids.',
      'A clear path does not prove that nothing was paid.',
      'A refusal (NCK) is believed when nothing contradicts it for the time of an ACK; a stray NCK and a lost ACK on the same command would look the same.',
      'The device authenticates nothing: whoever holds the cable can command it. Lock the cable and watch the line.',
    ],
  };
}
