import type { PresentStatus } from './payoutApi.ts';
import { formatTokenAmount } from './tokenAmount.ts';
import { formatToken } from './tokenFormat.ts';

/**
 * The signed answer to CashDispenser.GetPresentStatus (XFS4IoT end-to-end security): tells the bank what the dispense
 * with this DISPENSEID really did, so that a manipulated ATM application cannot have it reversed.
 *
 * The devices driven here pay straight to the customer and cannot retract, so dispensed = presented and RETRACTED1=NO.
 * Where the amount cannot be told, "?" stands in its place (the standard has this sign for RETRACTEDAMOUNT1 only; a
 * bank that does not know it refuses the token, which is the safe side) and a vendor key names the outcome.
 *
 * @param nonce the bank's own nonce, upper-case hex
 * @param key raw bytes of XFSAuthenticateDevice
 */
export function buildPresentStatusToken(status: PresentStatus, nonce: string, key: Uint8Array): string {
  const fields: [string, string][] = [['DISPENSEID', status.dispenseId]];
  if (status.dispensedMinor === null) {
    fields.push(['DISPENSED1', '?'], ['PRESENTED1', '?'], ['PRESENTEDAMOUNT1', '?'], ['RETRACTED1', 'NO']);
    fields.push(['TELLERSIGHTOUTCOME', status.outcome.toUpperCase()]);
  } else {
    const amount = formatTokenAmount(status.dispensedMinor, status.currency);
    fields.push(['DISPENSED1', amount], ['PRESENTED1', status.dispensedMinor > 0 ? 'YES' : 'NO']);
    fields.push(['PRESENTEDAMOUNT1', amount], ['RETRACTED1', 'NO']);
  }
  return formatToken(nonce, fields, key);
}
