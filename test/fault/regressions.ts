/** Seeds that found something, or came close. They run first, whatever else is drawn. */
export const regressions: readonly { readonly seed: number; readonly dialect: string; readonly what: string }[] = [
  {
    seed: 1370,
    dialect: 'itl-ssp',
    what: 'a jam recorded as suspect, then a restart: the event that nobody acknowledged kept every payout away for good',
  },
  {
    seed: 1060,
    dialect: 'itl-ssp',
    what: 'a jammed note, missing in the levels, was added to the counter of paid notes before anybody counted',
  },
  {
    seed: 311,
    dialect: 'puloon-lcdm2000',
    what: 'the simulated device stayed deaf for good after it lost its power before the first note',
  },
  {
    seed: 370,
    dialect: 'fujitsu-f53',
    what: 'the device lost its power while idle and says so (E1) only when it is asked for notes',
  },
  {
    seed: 4101864,
    dialect: 'puloon-lcdm4000',
    what: 'the device keeps "no reject tray" in its status though the tray is there: only a power cycle ends that',
  },
  {
    seed: 159215,
    dialect: 'puloon-lcdm4000',
    what: 'two flips in one column, one by the cable and one in the receiver, made a command that nobody wrote',
  },
  {
    seed: 206097,
    dialect: 'puloon-lcdm4000',
    what: 'a double feed was in the path when the power went: it fell out, and the memory of the device states the count before',
  },
  {
    seed: 276294,
    dialect: 'itl-ssp',
    what: 'packets that a fault had delayed arrived after the end of all faults, in the middle of the last payout',
  },
  {
    seed: 336675,
    dialect: 'puloon-lcdm2000',
    what: 'the device cut the line after the end of all faults; the operator paid before the daemon had tried it again',
  },
  {
    seed: 552985,
    dialect: 'itl-ssp',
    what: 'a jam that was counted and signed stayed in the way of the first payout: behind a changed serial number nobody acknowledged it',
  },
];
