/**
 * The outer form of a token, read one character at a time by the text of XFS Generic E2E v1.0 "Token format"
 * (standards.md 3.1, dispensers.md 7.2). Written without a look at src/dispenser/token.ts and without regular
 * expressions, so that the two share no mistake.
 */
export interface Form {
  readonly nonce: string;
  /** As TOKENLENGTH says. */
  readonly length: number;
  /** Between TOKENLENGTH and HMACSHA256. */
  readonly middle: readonly Part[];
  /** The HMAC covers the characters 0 .. signedEnd - 1, the last of them the "=" behind HMACSHA256. */
  readonly signedEnd: number;
  readonly hmac: string;
}

export interface Part {
  readonly name: string;
  readonly value: string;
  /** Where the value begins. */
  readonly valueAt: number;
}

/** Longest nonce taken. A house rule: the standard names no limit, this board gives out 32 digits (R17). */
const longestNonce = 64;

/** null: not the form of a token. */
export function readForm(text: string): Form | null {
  // "<= 1024 bytes", all of them printable: a character is a byte.
  if (text.length > 1024) return null;
  const parts = splitParts(text);
  // NONCE, TOKENFORMAT, TOKENLENGTH, at least one key, HMACSHA256.
  if (parts === null || parts.length < 5) return null;
  const [nonce, format, length] = parts as [Part, Part, Part];
  const hmac = parts[parts.length - 1]!;
  if (nonce.name !== 'NONCE' || format.name !== 'TOKENFORMAT' || length.name !== 'TOKENLENGTH') return null;
  if (hmac.name !== 'HMACSHA256') return null;
  if (nonce.value.length > longestNonce || !isUpperHex(nonce.value)) return null;
  if (format.value !== '1') return null;
  if (length.value.length !== 4 || !isDecimal(length.value)) return null;
  if (hmac.value.length !== 64 || !isUpperHex(hmac.value)) return null;
  return {
    nonce: nonce.value,
    length: decimal(length.value),
    middle: parts.slice(3, -1),
    signedEnd: hmac.valueAt,
    hmac: hmac.value,
  };
}

/** Two states, inside a key and inside a value; "=" leads from the first to the second, "," back. */
function splitParts(text: string): Part[] | null {
  const parts: Part[] = [];
  let inValue = false;
  let begin = 0;
  let name = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (inValue) {
      if (letter === ',') {
        if (at === begin) return null;
        parts.push({ name, value: text.slice(begin, at), valueAt: begin });
        inValue = false;
        begin = at + 1;
      } else if (letter === '=' || letter < '!' || letter > '~') {
        return null;
      }
    } else if (letter === '=') {
      if (at === begin) return null;
      name = text.slice(begin, at);
      inValue = true;
      begin = at + 1;
    } else if (!isKeyLetter(letter)) {
      return null;
    }
  }
  if (!inValue || begin === text.length) return null;
  parts.push({ name, value: text.slice(begin), valueAt: begin });
  return parts;
}

function isKeyLetter(letter: string): boolean {
  return (letter >= 'A' && letter <= 'Z') || isDigit(letter);
}

export function isDigit(letter: string): boolean {
  return letter >= '0' && letter <= '9';
}

export function isUpperHex(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (!isDigit(letter) && !(letter >= 'A' && letter <= 'F')) return false;
  }
  return text.length > 0;
}

export function isDecimal(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!isDigit(text.charAt(at))) return false;
  return text.length > 0;
}

/** Digits to a number, one by one: no parser with ideas of its own about signs, spaces or exponents. */
export function decimal(digits: string): number {
  let value = 0;
  for (let at = 0; at < digits.length; at++) value = value * 10 + (digits.charCodeAt(at) - 48);
  return value;
}
