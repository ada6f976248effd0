import type { DispenserCapability } from '../driver.ts';

export function sspCapability(cassettes: number, maxNotesPerCommand: number): DispenserCapability {
  return {
    protocol: 'itl-ssp',
    cassettes,
    maxNotesPerCommand,
    resultRetrievable: true,
    encrypted: true,
    experimental: false,
    statements: [
      "A payout is certain only when the device's levels, its permanent counters and its events agree with each other and with the request; any two that differ make it suspect.",
      'A lost answer is repeated by the device under the same sequence flag, and each encrypted packet is good once: a copy or a recording of a payout pays nothing.',
      'After a restart the levels and counters journalled before the payout are compared with those of now; a cassette that was filled in between makes the result suspect.',
      'A note that leaves the store and falls out unseen shows as a difference of level and counter, not as paid or unpaid.',
      'Levels are what the device counted, not what lies in it: notes taken out by hand are not seen.',
      'The session key rests on the fixed key of 64 bits alone: whoever knows it, or drives the device with a key exchange of his own, can command it. Change it per site and lock the cable.',
    ],
  };
}
