import { TellersightError } from '../../lib/errors.ts';
import { ByteReader } from './byteReader.ts';
import { type EventRole, eventTable } from './eventTable.ts';
import type { Money } from './money.ts';

/** One poll event; its kind says what it carries. */
export type SspEvent = PlainEvent | ByteEvent | ValuesEvent | IncompleteEvent | UnknownEvent;

interface Named {
  readonly code: number;
  readonly name: string;
  readonly role: EventRole;
}

export interface PlainEvent extends Named {
  readonly kind: 'plain';
}

export interface ByteEvent extends Named {
  readonly kind: 'byte';
  readonly value: number;
}

/** Also events of one note: a list of one. */
export interface ValuesEvent extends Named {
  readonly kind: 'values';
  readonly values: readonly Money[];
}

export interface IncompleteEvent extends Named {
  readonly kind: 'incomplete';
  readonly values: readonly (Money & { readonly requestedMinor: number })[];
}

/** A code that is not in the table. Its length is not known either, so the rest of the answer stays unread. */
export interface UnknownEvent {
  readonly kind: 'unknown';
  readonly code: number;
  readonly rest: Uint8Array;
}

/**
 * Reads the events of a poll answer, up to the first unknown one.
 * @throws DISPENSER_PROTOCOL when an event is cut short: its numbers, and all after it, cannot be trusted
 */
export function parseEvents(data: Uint8Array): SspEvent[] {
  const reader = new ByteReader(data);
  const events: SspEvent[] = [];
  while (reader.left > 0) {
    const event = parseEvent(reader);
    events.push(event);
    if (event.kind === 'unknown') break;
  }
  return events;
}

function parseEvent(reader: ByteReader): SspEvent {
  const code = reader.u8();
  const entry = eventTable.get(code);
  if (!entry) return { kind: 'unknown', code, rest: reader.rest() };
  const { name, role } = entry;
  switch (entry.layout) {
    case 'none':
      return { kind: 'plain', code, name, role };
    case 'byte':
      return { kind: 'byte', code, name, role, value: reader.u8() };
    case 'note':
      return { kind: 'values', code, name, role, values: [reader.money()] };
    case 'values':
      return { kind: 'values', code, name, role, values: list(reader, () => reader.money()) };
    case 'incomplete': {
      const values = list(reader, () => {
        const valueMinor = reader.u32();
        return { valueMinor, requestedMinor: reader.u32(), currency: reader.ascii(3) };
      });
      return { kind: 'incomplete', code, name, role, values };
    }
  }
}

function list<T>(reader: ByteReader, read: () => T): T[] {
  const length = reader.u8();
  // An amount has 7 bytes at least; a length that cannot fit is damage, not a long list.
  if (length * 7 > reader.left) throw new TellersightError('DISPENSER_PROTOCOL', 'an event is shorter than its list');
  return Array.from({ length }, read);
}
