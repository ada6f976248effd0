import { toTellersightError } from '../../lib/errors.ts';

export interface Finding {
  readonly check: string;
  /** `warn`: the daemon starts, but something is missing until it is mended. */
  readonly status: 'ok' | 'warn' | 'fail';
  readonly text: string;
  readonly code: string | null;
  readonly hint: string | null;
}

/** One thing doctor looks at; says in one line what it found, throws a coded error when it is not well. */
export interface Check {
  readonly name: string;
  /** What a failure means: the daemon cannot work (fail) or works in part (warn). */
  readonly weight: 'warn' | 'fail';
  look(): Promise<string>;
}

export async function examine(check: Check): Promise<Finding> {
  try {
    return { check: check.name, status: 'ok', text: await check.look(), code: null, hint: null };
  } catch (caught) {
    const { code, message, hint } = toTellersightError(caught, 'INTERNAL');
    return { check: check.name, status: check.weight, text: message, code, hint };
  }
}
