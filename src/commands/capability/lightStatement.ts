import type { LightConfig } from '../../config/light.ts';

export interface LightStatement {
  /** null = the configuration names none. */
  readonly driver: string | null;
  /** It can follow the code of a capture (R13). */
  readonly coded: boolean;
  readonly statement: string;
}

/** What the configured infrared light is good for (R13). */
export function lightStatement(driver: LightConfig['driver']): LightStatement {
  if (driver === undefined) {
    const statement = 'no driver is set: on real cameras every face is refused';
    return { driver: null, coded: false, statement };
  }
  if (driver === 'none') {
    const statement = 'not switched, so no light code and no answer of the face to it: tier B is closed';
    return { driver, coded: false, statement };
  }
  return { driver, coded: true, statement: 'switched for each capture by a code drawn for it' };
}
