import { TellersightError } from '../lib/errors.ts';

/**
 * Currencies whose minor unit is not 1/100 (ISO 4217). The token grammar accepted here has two fraction digits or none,
 * so that an amount in one of these would be read 100 times too large or too small: they are refused. So are the codes
 * that have no minor unit at all and are never notes (funds, metals, test codes), for a terminal set up with one.
 */
const notHundredths = new Set(
  [
    'BHD IQD JOD KWD LYD OMR TND BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF CLF UYW',
    'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX',
  ].flatMap((codes) => codes.split(' ')),
);

/**
 * Reads "2000.00CNY" strictly: digits, an optional fraction of exactly two digits, three capital letters. "50.5",
 * "+50", "50.500" and "1e3" are refused: reading them leniently is how other implementations pay a wrong amount.
 *
 * @returns integer minor units, 1 .. 99,999,999,999,999
 * @throws TOKEN_VALUE
 */
export function parseTokenAmount(text: string): { amountMinor: number; currency: string } {
  const match = /^([0-9]{1,12})(?:\.([0-9]{2}))?([A-Z]{3})$/.exec(text);
  if (!match) throw new TellersightError('TOKEN_VALUE', 'the amount is not digits, optional .dd, and a currency');
  const currency = match[3]!;
  if (notHundredths.has(currency)) {
    throw new TellersightError('TOKEN_VALUE', `amounts in ${currency} are not supported: its minor unit is not 1/100`);
  }
  const amountMinor = Number(match[1]) * 100 + Number(match[2] ?? '0');
  if (amountMinor === 0) throw new TellersightError('TOKEN_VALUE', 'the amount is zero');
  return { amountMinor, currency };
}

/** The same form backwards: 200000, "CNY" gives "2000.00CNY". */
export function formatTokenAmount(amountMinor: number, currency: string): string {
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 0) {
    throw new RangeError(`${amountMinor} is not an amount in minor units`);
  }
  if (!/^[A-Z]{3}$/.test(currency) || notHundredths.has(currency)) {
    throw new RangeError(`${currency} cannot be written into a token`);
  }
  return `${Math.floor(amountMinor / 100)}.${String(amountMinor % 100).padStart(2, '0')}${currency}`;
}
