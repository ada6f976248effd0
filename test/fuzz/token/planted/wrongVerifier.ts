import { createHmac } from 'node:crypto';
import type { DispenseToken } from '../../../../src/dispenser/token.ts';
import type { Code } from '../../../../src/lib/catalog/index.ts';
import { TellersightError } from '../../../../src/lib/errors.ts';
import type { Verify } from '../differential.ts';
import type { Bug } from './bugs.ts';
import { wrongAmount } from './wrongAmount.ts';

/** A verifier of its own with one planted mistake; with null it has none, and the comparison must find none. */
export function wrongVerifier(planted: Bug | null): Verify {
  const has = (...bugs: Bug[]) => planted !== null && bugs.includes(planted);
  const loose = has('acceptsEverythingSigned');
  return (given, key, terminalCurrency) => {
    let text = given;
    if (has('trimmed')) text = text.trim();
    if (has('normalised')) text = text.normalize('NFKC');
    if (has('upperCased')) text = text.toUpperCase();
    if (has('stopsAtNul')) text = text.split('\0', 1)[0]!;
    if (has('firstLineOnly')) text = text.split(/\r?\n/, 1)[0]!;
    if (text.length > (has('sizeOffByOne') ? 1023 : 1024) && !has('sizeUnchecked') && !loose) fail('TOKEN_FORMAT');
    if (!has('notAscii') && !loose && /[^!-~]/.test(text)) fail('TOKEN_FORMAT');

    const parts = text.split(',').map((part) => part.split('=') as [string, string]);
    const [nonce, format, length] = parts;
    const tail = parts.at(-1)!;
    if (parts.length < 5 && !loose) fail('TOKEN_FORMAT');
    for (const part of parts) {
      if (part.length !== 2 || !/^[A-Z0-9]+$/.test(part[0])) fail('TOKEN_FORMAT');
      if (part[1] === '' && !has('emptyValue')) fail('TOKEN_FORMAT');
    }
    const right = `${nonce?.[0]} ${format?.[0]} ${length?.[0]} ${tail[0]}`;
    if (right !== 'NONCE TOKENFORMAT TOKENLENGTH HMACSHA256') fail('TOKEN_FORMAT');
    const [nonceText, lengthText, hmac] = [nonce![1], length![1], tail[1]];
    if (!has('nonceNotHex') && !loose && !/^[0-9A-F]+$/.test(nonceText)) fail('TOKEN_FORMAT');
    if (!has('nonceUnbounded', 'nonceNotHex') && !loose && nonceText.length > 64) fail('TOKEN_FORMAT');
    if (format![1] !== '1' && !has('formatUnchecked') && !loose) fail('TOKEN_FORMAT');
    if (!(has('lengthNotFourDigits') ? /^[0-9]+$/ : /^[0-9]{4}$/).test(lengthText) && !loose) fail('TOKEN_FORMAT');
    if (!hmacForm(planted).test(hmac)) fail('TOKEN_FORMAT');

    const middle = parts.slice(3, -1);
    if (has('contentFirst')) read(middle);
    const counted = has('lengthWithoutHmac') ? text.length - 64 : text.length;
    if (Number(lengthText) !== counted && !has('lengthUnchecked') && !loose) fail('TOKEN_LENGTH');
    if (!hmacHolds(text, hmac, key, planted)) fail('TOKEN_HMAC');
    return { nonce: nonceText, ...read(middle), dispenseId: hmac };

    function read(pairs: readonly [string, string][]): Omit<DispenseToken, 'nonce' | 'dispenseId'> {
      const names = pairs.map(([name]) => name);
      if (new Set(names).size < names.length && !has('firstOfTwoKeys', 'lastOfTwoKeys') && !loose) fail('TOKEN_FORMAT');
      const again = names.some((name) => /^(NONCE|TOKENFORMAT|TOKENLENGTH|HMACSHA256)$/.test(name));
      if (again && !has('reservedAgain') && !loose) fail('TOKEN_FORMAT');
      const wanted = (name: string) => (has('dispenseAnywhere') ? name.includes('DISPENSE') : name === 'DISPENSE1');
      const values = pairs.filter(([name]) => wanted(name)).map(([, value]) => value);
      const value = has('lastOfTwoKeys') ? values.at(-1) : values[0];
      const further = names.some((name) => /^DISPENSE[0-9]+$/.test(name) && name !== 'DISPENSE1');
      if (value === undefined || (further && !has('secondCurrency', 'dispenseAnywhere') && !loose)) fail('TOKEN_VALUE');
      const amount = wrongAmount(value!, planted) ?? fail('TOKEN_VALUE');
      if (amount.currency !== terminalCurrency && !has('currencyUnchecked')) fail('TOKEN_CURRENCY');
      const decision = pairs.find(([name]) => name === 'TELLERSIGHTDECISION')?.[1] ?? '';
      const form = has('decisionAnyCase') ? /^[0-9A-Fa-f]{64}$/ : has('decisionPrefix') ? /^[0-9A-F]{64}/ : hex64;
      if (!form.test(decision) && !has('decisionOptional')) fail('TOKEN_DECISION_MISSING');
      return { ...amount, decisionSha256: decision };
    }
  };
}

const hex64 = /^[0-9A-F]{64}$/;

function hmacForm(planted: Bug | null): RegExp {
  if (planted === 'hmacCrash') return /^[0-9A-F]+$/;
  if (planted === 'hmacLowerCase') return /^[0-9A-Fa-f]{64}$/;
  return planted === 'hmacNibble' ? /^[0-9A-Z]{64}$/ : hex64;
}

function hmacHolds(text: string, hmac: string, key: Uint8Array, planted: Bug | null): boolean {
  if (planted === 'hmacUnchecked') return true;
  let signed = text.slice(0, -hmac.length);
  if (planted === 'hmacOverHead') signed = signed.slice(0, -',HMACSHA256='.length);
  if (planted === 'hmacOverWhole') signed = signed.slice(0, -',HMACSHA256='.length).padEnd(1025, '\0');
  const right = createHmac('sha256', key).update(signed, 'latin1').digest('hex').toUpperCase();
  if (planted === 'hmacPrefix') return right.slice(0, 32) === hmac.slice(0, 32);
  if (planted === 'hmacLowerCase') return right === hmac.toUpperCase();
  // "n - 'A' + 10" without a look whether it fits four bits.
  if (planted === 'hmacNibble') {
    const nibbles = (digits: string) =>
      [...digits].map((digit) => (digit <= '9' ? +digit : digit.charCodeAt(0) - 55) & 15);
    return nibbles(right).join() === nibbles(hmac).join();
  }
  if (planted === 'hmacCrash' && hmac.length !== right.length) throw new RangeError('buffers of unlike length');
  return right === hmac;
}

function fail(code: Code): never {
  throw new TellersightError(code, 'planted');
}
