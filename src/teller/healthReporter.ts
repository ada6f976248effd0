import type { DatabaseSync } from 'node:sqlite';
import type { PayoutApi } from '../dispenser/payoutApi.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { VisionLink } from './visionLink.ts';

export interface HealthReporterOptions {
  readonly vision: Pick<VisionLink, 'state' | 'progress'>;
  readonly payout: Pick<PayoutApi, 'status'>;
  readonly db: DatabaseSync;
  readonly fleet: Pick<Fleet, 'setHealth'>;
}

const EVERY_MS = 1000;

/** Says every second how vision, journal and dispenser are; each answer is found out anew, none is remembered. */
export class HealthReporter {
  readonly #options: HealthReporterOptions;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: HealthReporterOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.report(), EVERY_MS);
    this.report();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  report(): void {
    const { fleet } = this.#options;
    fleet.setHealth('vision', this.#vision());
    fleet.setHealth('journal', this.#journal() ? { status: 'ok' } : { status: 'failed', code: 'JOURNAL_UNWRITABLE' });
    fleet.setHealth('dispenser', this.#dispenser());
  }

  #vision(): Parameters<Fleet['setHealth']>[1] {
    const { state, progress } = this.#options.vision;
    if (state === 'packMismatch') return { status: 'failed', code: 'VISION_PACK_MISMATCH' };
    if (state !== 'online') return { status: 'failed', code: 'VISION_LOST' };
    return progress?.state === 'noCamera' ? { status: 'failed', code: 'CAPTURE_FAILED' } : { status: 'ok' };
  }

  #dispenser(): Parameters<Fleet['setHealth']>[1] {
    if (!this.#journal()) return { status: 'unknown' };
    const { state, lock } = this.#options.payout.status();
    if (lock) return { status: 'failed', code: lock.code };
    return state === 'online' ? { status: 'ok' } : { status: 'failed', code: 'DISPENSER_OFFLINE' };
  }

  #journal(): boolean {
    try {
      this.#options.db.prepare('SELECT 1 FROM sessions LIMIT 1').get();
      return true;
    } catch {
      return false;
    }
  }
}
