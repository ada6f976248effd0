import type { SceneSpec } from '../../scene/spec.ts';
import type { Cast } from '../cast.ts';
import { seeds } from '../cast.ts';
import { outcomeOf } from '../outcomeOf.ts';
import type { Expectation, Scenario } from '../scenario.ts';

/** A presentation attack may be stopped by physics (no face or no answer to the light in IR) or by a learned detector. */
const LIVENESS = ['FACE_MISSING_IR', 'IR_RESPONSE_MISSING', 'PAD_IR_REFUSED', 'PAD_RGB_REFUSED'] as const;

/** Somebody else, or something else, before the cameras. PIN and phone are right: only what is seen can refuse. */
export const presentations = ({ wei }: Cast): Scenario[] => {
  const presents = (name: string, story: string, scene: Partial<SceneSpec>, expected: Expectation): Scenario => ({
    name,
    story,
    expected,
    async play(board) {
      await board.show({ identity: seeds.stranger, target: wei.identity, ...scene });
      return outcomeOf(await board.withdraw(board.newCustomer(wei)));
    },
  });
  return [
    presents(
      'stranger',
      'Another person with the right phone number and the right PIN.',
      { kind: 'other', identity: seeds.stranger, seed: 511 },
      { anyOf: ['MATCH_BELOW_THRESHOLD'], counted: 0 },
    ),
    presents(
      'printed photo',
      "A sheet with the customer's photo is held up.",
      { kind: 'print', seed: 512 },
      { anyOf: LIVENESS, counted: 0 },
    ),
    presents(
      'photo with eye holes',
      "The customer's photo with the eyes cut out, the attacker looks through.",
      { kind: 'eyeholes', seed: 513 },
      { anyOf: LIVENESS, counted: 0 },
    ),
    presents(
      'cut-out photo',
      "The customer's face, cut out along its outline.",
      { kind: 'cutout', seed: 514 },
      { anyOf: LIVENESS, counted: 0 },
    ),
    presents(
      'tablet replay',
      'A tablet plays a video of the customer: bright in colour, black glass in infrared.',
      { kind: 'tablet', seed: 515 },
      { anyOf: LIVENESS, counted: 0 },
    ),
    presents(
      'no face in IR',
      'A colour stream with the customer is injected; the infrared camera sees an empty room.',
      { kind: 'ir-empty', identity: wei.identity, seed: 516 },
      { anyOf: ['FACE_MISSING_IR'], counted: 0 },
    ),
  ];
};
