import type { LightConfig } from '../../config/light.ts';
import { systemClock } from '../../lib/clock.ts';
import { systemTimers } from '../../lib/timers.ts';
import type { Emitter } from '../capture/frameSource.ts';
import { GpioLight } from './gpioLight.ts';
import { Illuminator } from './illuminator.ts';
import { LedLight } from './ledLight.ts';
import type { LightDriver } from './lightDriver.ts';
import { LightJournal } from './lightJournal.ts';
import { noEmitter } from './noEmitter.ts';
import { SerialLight } from './serialLight.ts';
import { UvcLight } from './uvcLight.ts';

/**
 * The light that the board profile names, not started.
 * @param irCamera node of the infrared camera, whose extension unit it may be
 */
export function openEmitter(light: LightConfig, irCamera: string): Emitter {
  if (!light.driver || light.driver === 'none') return noEmitter(light.driver ?? 'unkeyed');
  const driver = driverOf(light, light.driver, irCamera);
  return new Illuminator({
    driver,
    journal: new LightJournal(light.journal, driver.device),
    delays: { onUs: light.on_delay_us, offUs: light.off_delay_us, marginUs: light.margin_us },
    deadlineMs: light.deadline_ms,
    maxOnMs: light.max_on_ms,
    clock: systemClock,
    timers: systemTimers,
  });
}

/** The schema has seen to it that every driver has what it needs. */
function driverOf(light: LightConfig, kind: LightDriver['kind'], irCamera: string): LightDriver {
  const clock = systemClock;
  const bytes = { on: hex(light.on), off: hex(light.off) };
  switch (kind) {
    case 'gpio':
      return new GpioLight({ chip: light.device!, line: light.line!, activeLow: light.active_low });
    case 'led':
      return new LedLight({ name: light.led!, brightness: light.brightness, clock });
    case 'serial': {
      const acknowledge = light.acknowledge === undefined ? null : hex(light.acknowledge);
      return new SerialLight({ path: light.device!, baud: light.baud, ...bytes, acknowledge, clock });
    }
    case 'uvc-xu':
      return new UvcLight({ camera: light.device ?? irCamera, unit: light.unit!, selector: light.selector!, ...bytes });
  }
}

function hex(text = ''): Uint8Array {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}
