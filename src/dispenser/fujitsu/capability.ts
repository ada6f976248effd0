import type { DispenserCapability } from '../driver.ts';

/** EN, and L's dispenseLimit: an F53 stacks 20 notes at most. */
const maxNotesPerCommand = 20;

export function f53Capability(cassettes: number, maxNotes: number): DispenserCapability {
  return {
    protocol: 'fujitsu-f53',
    cassettes,
    maxNotesPerCommand: Math.min(maxNotesPerCommand, maxNotes),
    resultRetrievable: false,
    encrypted: false,
    experimental: true,
    statements: [
      'Experimental: written from other programs for this device, never run against a unit or the vendor’s text.',
      'An answer with a good CRC states the notes stacked per cassette; that they reached the customer is not measured.',
      'A lost answer cannot be asked for later: no question for the last result is known. A free exit proves nothing.',
      'A refusal (DLE NAK) is believed when nothing contradicts it for 6 seconds; a frame is never repeated on silence.',
      'Error codes that one source alone explains never make a result certain: such an end locks until notes are counted.',
      'Identity is the magnets of the cassettes; no question for firmware or serial number is known from two sources.',
      'The device authenticates nothing: whoever holds the cable can command it. Lock the cable and watch the line.',
    ],
  };
}
