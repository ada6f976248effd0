import type { PayoutRequest, PayoutResult } from '../../../src/dispenser/payoutResult.ts';
import { maxNotesPerPayout } from '../../../src/dispenser/planNotes.ts';
import { isTellersightError } from '../../../src/lib/errors.ts';
import type { ClientAction } from '../draw/schedule.ts';
import type { Life } from './life.ts';
import { operator } from './operator.ts';
import type { World } from './world.ts';

/** What PayoutApi says dispense() may be refused with. */
const refusals = [
  'DISPENSER_LOCKED',
  'DISPENSER_OFFLINE',
  'DISPENSER_PROTOCOL',
  'DISPENSER_NOT_READY',
  'DISPENSER_BUSY',
  'NOT_DISPENSABLE',
  'VELOCITY_LIMIT',
  'JOURNAL_UNWRITABLE',
];

/** What became of one call of dispense(). */
export type Answer =
  | { readonly kind: 'result'; readonly result: PayoutResult }
  | { readonly kind: 'refused'; readonly code: string }
  /** The daemon died over it, or it never came back (which is a violation). */
  | { readonly kind: 'none' };

/** The customer's application and the bank behind it: asks, asks again, looks, and never knows more than it was told. */
export class Client {
  readonly #world: World;
  readonly #requests = new Map<number, PayoutRequest>();
  readonly #running = new Set<Promise<unknown>>();

  constructor(world: World) {
    this.#world = world;
  }

  get requests(): Iterable<PayoutRequest> {
    return this.#requests.values();
  }

  /** Does everything that the schedule says, one after the other. */
  async run(): Promise<void> {
    for (const action of this.#world.schedule.client) {
      await this.#world.wait(action.waitMs);
      const done = this.#do(action);
      if (action.do === 'pay' && action.overlap) this.#keep(done);
      else await done;
    }
    await Promise.all(this.#running);
  }

  /** Asks for `notes` of the smallest kind; the same id is always the same request. */
  async pay(id: number, notes: number): Promise<Answer> {
    const life = await this.#world.upLife();
    const request = this.#request(id, notes);
    this.#world.trace?.('client', `asks for ${request.amountMinor} as ${request.dispenseId}`);
    const before = this.#executions(request);
    const answer = await this.#ask(life, request);
    this.#judge(life, request, answer, before);
    return answer;
  }

  /** What the daemon says about a payout must fit what it said before, and the lock. */
  look(life: Life, request: PayoutRequest): void {
    const world = this.#world;
    try {
      const present = life.engine.presentStatus(request.dispenseId);
      const told = world.history.last(request.dispenseId);
      const { lock, busy } = life.engine.status();
      const state = present ? `${present.outcome} ${present.dispensedMinor}` : 'not known';
      world.trace?.('client', `presentStatus of ${request.dispenseId}: ${state}`);
      if (busy || world.disk.trouble !== null) return;
      if (present === null && told !== null) world.violate('stable', `${request.dispenseId} is not known any more`);
      if (present?.dispensedMinor === null && lock === null) {
        world.violate('locked', `${present.outcome}, and not locked`, request.payoutId);
      }
    } catch (error) {
      if (life.alive && !isTellersightError(error)) world.strange('presentStatus', error);
    }
  }

  async #do(action: ClientAction): Promise<void> {
    const world = this.#world;
    switch (action.do) {
      case 'pay':
        if (!action.overlap) world.phases.next();
        await this.pay(action.id, action.notes);
        return;
      case 'look': {
        const request = this.#requests.get(action.id);
        const life = await world.upLife();
        if (request) this.look(life, request);
        return;
      }
      case 'restart': {
        const life = await world.upLife();
        world.trace?.('systemd', 'restarts the daemon');
        await Promise.race([life.stop(), life.ended]);
        if (world.life !== life || life.killed) return;
        world.restart();
        return;
      }
      case 'operator':
        await operator(world);
    }
  }

  async #ask(life: Life, request: PayoutRequest): Promise<Answer> {
    const world = this.#world;
    const call = life.engine.dispense(request).then(
      (result): Answer => ({ kind: 'result', result }),
      (error): Answer => {
        if (!life.alive) return { kind: 'none' };
        if (isTellersightError(error)) return { kind: 'refused', code: error.code };
        world.strange('dispense', error);
        return { kind: 'none' };
      },
    );
    const dead = life.ended.then((): Answer => ({ kind: 'none' }));
    let late = false;
    const steps = Math.ceil(maxNotesPerPayout / world.config.max_notes_per_command);
    const { base, perStep } = world.dialect.settleMs;
    const cancel = world.time.after(base + perStep * steps, () => {
      late = true;
      world.violate('settles', `${request.dispenseId} has no answer`, request.payoutId);
      life.kill('time');
    });
    const answer = await Promise.race([call, dead]);
    cancel();
    return life.killed || late ? { kind: 'none' } : answer;
  }

  #judge(life: Life, request: PayoutRequest, answer: Answer, before: number): void {
    const world = this.#world;
    const { payoutId, dispenseId } = request;
    if (answer.kind === 'none') {
      world.coverage.count('answer', 'none: the daemon died');
      return;
    }
    if (answer.kind === 'refused') {
      world.coverage.count('answer', `refused: ${answer.code}`);
      world.trace?.('client', `${dispenseId} is refused: ${answer.code}`);
      if (!refusals.includes(answer.code)) world.violate('coded', `refused with ${answer.code}`, payoutId);
      if (this.#executions(request) !== before) {
        world.violate('refusal', `refused with ${answer.code}, and the device carried it out`, payoutId);
      }
      if (world.history.last(dispenseId) && answer.code !== 'JOURNAL_UNWRITABLE') {
        world.violate('stable', `had a result, is now refused with ${answer.code}`, payoutId);
      }
      return;
    }
    const { outcome, dispensedMinor, code } = answer.result;
    world.coverage.count('answer', outcome);
    world.trace?.('client', `${dispenseId} is told: ${outcome}, ${dispensedMinor}, ${code}`);
    const wrong = world.history.tell(dispenseId, answer.result);
    if (wrong !== null) world.violate('stable', wrong, payoutId);
    if (world.dice.chance(0.2)) this.look(life, request);
  }

  #executions({ payoutId }: PayoutRequest): number {
    let sum = 0;
    for (const step of this.#world.truth.steps.values()) if (step.payoutId === payoutId) sum += step.executions;
    return sum;
  }

  #request(id: number, notes: number): PayoutRequest {
    const known = this.#requests.get(id);
    if (known) return known;
    const request = {
      payoutId: `payout_${id}`,
      sessionId: 'session_1',
      dispenseId: `ID${id}`,
      decisionSha256: 'AB'.repeat(32),
      amountMinor: notes * Math.min(...this.#world.schedule.setup.values),
      currency: 'CNY',
    };
    this.#requests.set(id, request);
    return request;
  }

  #keep(work: Promise<unknown>): void {
    this.#running.add(work);
    void work.then(() => this.#running.delete(work));
  }
}
