import { type FaultSpec, faultName, type WireFault } from '../draw/schedule.ts';
import type { DeathCause, Life } from './life.ts';
import type { World } from './world.ts';

/** What a death takes with it, and when the next life begins. */
export interface Death {
  readonly board: boolean;
  readonly deviceToo: boolean;
  readonly backMs: number;
}

type Fatal = Extract<FaultSpec, { readonly on: 'kill' | 'board' }>;

/** Arms the faults of a schedule, phase by phase. */
export class Phases {
  readonly #world: World;
  #number = -1;
  #calm = false;
  #deaths: Record<DeathCause, Fatal | null> = { time: null, bytes: null, operation: null };

  constructor(world: World) {
    this.#world = world;
  }

  /** A new phase begins. */
  next(): void {
    this.#number += 1;
    if (this.#calm) return;
    const { cable, disk, life, schedule } = this.#world;
    const mine = schedule.faults.filter(({ phase }) => phase === this.#number);
    cable.aim(mine.filter((fault) => fault.on === 'wire') as readonly WireFault[]);
    this.#deaths = { time: null, bytes: null, operation: null };
    disk.aim(null);
    life?.dieAfterBytes(Number.POSITIVE_INFINITY);
    for (const fault of mine) this.#arm(fault);
    if (life) this.aimAtLife(life);
  }

  /** What can only be aimed at a process that exists. */
  aimAtLife(life: Life): void {
    const at = this.#deaths.bytes?.at;
    if (at && 'bytes' in at) life.dieAfterBytes(at.bytes);
  }

  /** No fault any more, from now on. */
  calm(): void {
    this.#calm = true;
    const { cable, disk, plant, life } = this.#world;
    cable.aim([]);
    disk.aim(null);
    disk.trouble = null;
    this.#deaths = { time: null, bytes: null, operation: null };
    life?.dieAfterBytes(Number.POSITIVE_INFINITY);
    plant.disarm();
    plant.powerOn();
    cable.plug();
  }

  fired(name: string): void {
    this.#world.coverage.count('fault', name);
    this.#world.trace?.('FAULT', name);
  }

  /** What kind of death this is. */
  death(cause: DeathCause): Death {
    const fault = this.#deaths[cause];
    if (fault === null) return { board: false, deviceToo: false, backMs: 1000 };
    this.fired(faultName(fault));
    const board = fault.on === 'board';
    return { board, deviceToo: board && fault.deviceToo, backMs: fault.restartMs };
  }

  #arm(fault: FaultSpec): void {
    const { disk, plant, cable, clock } = this.#world;
    switch (fault.on) {
      case 'wire':
        return;
      case 'device':
        plant.arm(fault.fault);
        return;
      case 'kill':
      case 'board':
        this.#armDeath(fault);
        return;
      case 'power':
        this.#at(fault.atMs, fault, () => plant.powerOff(fault.backMs));
        return;
      case 'hangUp':
        this.#at(fault.atMs, fault, () => cable.hangUp(fault.reopenMs));
        return;
      case 'clock':
        this.#at(fault.atMs, fault, () => clock.jump(fault.jumpMs));
        return;
      case 'stall':
        this.#at(fault.atMs, fault, () => this.#world.life?.stall(fault.forMs));
        return;
      case 'disk':
        this.#at(fault.atMs, fault, () => {
          disk.trouble = fault.what;
          this.#world.time.after(fault.forMs, () => {
            disk.trouble = null;
          });
        });
    }
  }

  #armDeath(fault: Fatal): void {
    const { at } = fault;
    if ('bytes' in at) this.#deaths.bytes = fault;
    else if ('operation' in at) {
      this.#deaths.operation = fault;
      this.#world.disk.aim(at);
    } else {
      this.#world.time.after(at.ms, () => {
        const { life } = this.#world;
        if (this.#calm || !life?.alive) return;
        this.#deaths.time = fault;
        life.kill('time');
      });
    }
  }

  #at(ms: number, fault: FaultSpec, work: () => void): void {
    this.#world.time.after(ms, () => {
      if (this.#calm) return;
      this.fired(faultName(fault));
      work();
    });
  }
}
