import { decimal, isDecimal, isDigit, isUpperHex, type Part } from './form.ts';
import { notHundredths } from './notHundredths.ts';

export type ContentReason = 'TOKEN_FORMAT' | 'TOKEN_VALUE' | 'TOKEN_CURRENCY' | 'TOKEN_DECISION_MISSING';

export interface Amount {
  readonly minor: number;
  readonly currency: string;
}

/** Once each, at their place only: a second one would leave it to the reader which of them counts. */
const reserved = ['NONCE', 'TOKENFORMAT', 'TOKENLENGTH', 'HMACSHA256'];

/**
 * What the keys under a right HMAC say: DISPENSE1 is the most that may be paid, the vendor key TELLERSIGHTDECISION
 * binds it to a decision (R18), every other key is passed over (standards.md 3.1). All reasons against, not the first.
 */
export function readContent(
  middle: readonly Part[],
  terminalCurrency: string,
): { readonly reasons: readonly ContentReason[]; readonly amount: Amount | null; readonly decision: string } {
  const reasons: ContentReason[] = [];
  let amount: Amount | null = null;
  let amountSeen = false;
  let decision = '';
  for (let i = 0; i < middle.length; i++) {
    const { name, value } = middle[i]!;
    if (reserved.includes(name)) reasons.push('TOKEN_FORMAT');
    for (let j = 0; j < i; j++) if (middle[j]!.name === name) reasons.push('TOKEN_FORMAT');
    if (name === 'DISPENSE1') {
      amountSeen = true;
      amount = readAmount(value);
      if (amount === null) reasons.push('TOKEN_VALUE');
      else if (amount.currency !== terminalCurrency) reasons.push('TOKEN_CURRENCY');
    } else if (name.slice(0, 8) === 'DISPENSE' && isDecimal(name.slice(8))) {
      // DISPENSE<n> is an amount in a further currency; a terminal pays one.
      reasons.push('TOKEN_VALUE');
    } else if (name === 'TELLERSIGHTDECISION') {
      decision = value;
    }
  }
  if (!amountSeen) reasons.push('TOKEN_VALUE');
  // A SHA-256 in the token's form for binary data: upper-case hex.
  if (decision.length !== 64 || !isUpperHex(decision)) reasons.push('TOKEN_DECISION_MISSING');
  // The amount of a refused currency or of zero is no amount, but whose currency it is can still be said.
  const payable = amount !== null && amount.minor > 0 && !notHundredths.includes(amount.currency);
  if (amount !== null && !payable) reasons.push('TOKEN_VALUE');
  return { reasons, amount, decision };
}

/**
 * "123.45EUR". House rules on top of the standard, because lenient readers pay wrong amounts (standards.md 3.4): 1 to 12
 * digits (zeros in front change nothing), then nothing or a point and exactly two digits, then three capital letters.
 */
function readAmount(text: string): Amount | null {
  let at = 0;
  while (at < text.length && isDigit(text.charAt(at))) at += 1;
  if (at === 0 || at > 12) return null;
  let minor = decimal(text.slice(0, at)) * 100;
  if (text.charAt(at) === '.') {
    const fraction = text.slice(at + 1, at + 3);
    if (fraction.length !== 2 || !isDecimal(fraction)) return null;
    minor += decimal(fraction);
    at += 3;
  }
  const currency = text.slice(at);
  if (currency.length !== 3) return null;
  for (let i = 0; i < 3; i++) if (currency.charAt(i) < 'A' || currency.charAt(i) > 'Z') return null;
  return { minor, currency };
}
