import { notHundredths } from '../reading/notHundredths.ts';
import type { Bug } from './bugs.ts';

/** The amount as a verifier with this mistake reads it; undefined: it refuses. */
export function wrongAmount(value: string, planted: Bug | null): { amountMinor: number; currency: string } | undefined {
  const currencyText = value.slice(-3);
  const currency = planted === 'currencyAnyCase' ? currencyText.toUpperCase() : currencyText;
  if (!/^[A-Z]{3}$/.test(currency)) return undefined;
  if (notHundredths.includes(currency) && planted !== 'minorUnits' && planted !== 'acceptsEverythingSigned') {
    return undefined;
  }
  const amountMinor = minor(value.slice(0, -3), planted);
  if (Number.isNaN(amountMinor)) return undefined;
  return amountMinor > 0 || planted === 'amountZero' ? { amountMinor, currency } : undefined;
}

function minor(text: string, planted: Bug | null): number {
  if (planted === 'amountParseFloat') return Math.round(Number.parseFloat(text) * 100);
  if (planted === 'amountNumber') return text === '' ? Number.NaN : Math.round(Number(text) * 100);
  const fractions: Partial<Record<Bug, RegExp>> = {
    amountOneDigit: /^([0-9]{1,12})(?:\.([0-9]{1,2}))?$/,
    amountThirdDigit: /^([0-9]{1,12})(?:\.([0-9]{2,3}))?$/,
    amountAnyLength: /^([0-9]+)(?:\.([0-9]{2}))?$/,
  };
  const form = (planted && fractions[planted]) || /^([0-9]{1,12})(?:\.([0-9]{2}))?$/;
  const match = form.exec(text);
  if (!match) return Number.NaN;
  const octal = planted === 'amountOctal' && /^0[0-7]+$/.test(match[1]!);
  const whole = octal ? Number.parseInt(match[1]!, 8) : Number(match[1]);
  const sum = whole * 100 + Number(match[2] ?? 0);
  return planted === 'amountInt32' ? sum | 0 : sum;
}
