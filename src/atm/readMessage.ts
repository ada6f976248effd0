import { TellersightError } from '../lib/errors.ts';
import { type CommandMessage, commandMessageSchema, MAX_ATM_MESSAGE_BYTES } from './protocol.ts';

/** A message as far as it could be read; `name` and `requestId` also of a broken one, where they can be told. */
export type ReadMessage = {
  readonly name: string | null;
  /** 0 when it cannot be told. */
  readonly requestId: number;
} & (
  | { readonly message: CommandMessage; readonly error?: undefined }
  | { readonly message?: undefined; readonly error: TellersightError }
);

/** Reads one command from the frames after the routing id. Never throws. */
export function readMessage(frames: readonly Buffer[]): ReadMessage {
  const body = frames[0];
  if (frames.length !== 1 || body === undefined || body.length === 0) {
    return refused('ATM_MESSAGE_MALFORMED', 'a message is one frame of JSON');
  }
  if (body.length > MAX_ATM_MESSAGE_BYTES) {
    return refused('ATM_MESSAGE_TOO_LARGE', `a message has at most ${MAX_ATM_MESSAGE_BYTES} bytes`);
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // The parser's message quotes the input, so it is not kept.
    return refused('ATM_MESSAGE_MALFORMED', 'the message is not JSON, or cut short');
  }
  const parsed = commandMessageSchema.safeParse(json);
  if (parsed.success) {
    const { name, requestId } = parsed.data.header;
    return { name, requestId, message: parsed.data };
  }
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  return { ...refused('ATM_MESSAGE_MALFORMED', `the message has no usable "${path}"`), ...identify(json) };
}

function refused(code: 'ATM_MESSAGE_MALFORMED' | 'ATM_MESSAGE_TOO_LARGE', text: string) {
  return { name: null, requestId: 0, error: new TellersightError(code, text) };
}

/** So that the sender of a half-right message can tell which one was refused. */
function identify(json: unknown): Pick<ReadMessage, 'name' | 'requestId'> {
  const header = (json as { header?: { name?: unknown; requestId?: unknown } } | null)?.header;
  const name = typeof header?.name === 'string' && /^[A-Za-z.]{1,65}$/.test(header.name) ? header.name : null;
  const id = header?.requestId;
  return { name, requestId: Number.isSafeInteger(id) && (id as number) > 0 ? (id as number) : 0 };
}
