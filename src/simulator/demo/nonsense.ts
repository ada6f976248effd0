import { Context, Dealer } from 'zeromq';
import { withDeadline } from '../../lib/deadline.ts';

/** Sends messages that no ATM application should send; gives back the error code of each answer. */
export async function sendNonsense(endpoint: string, messages: readonly string[]): Promise<string[]> {
  const socket = new Dealer({ context: new Context(), linger: 0, receiveTimeout: 3000 });
  socket.connect(endpoint);
  const codes: string[] = [];
  try {
    for (const message of messages) {
      await socket.send(message);
      codes.push(await codeOfAnswer(socket));
    }
  } finally {
    socket.close();
  }
  return codes;
}

/** A command that could be read is acknowledged first; the code stands in what follows. */
async function codeOfAnswer(socket: Dealer): Promise<string> {
  for (;;) {
    const [answer] = await withDeadline(socket.receive(), 4000, 'an answer to nonsense');
    const { payload } = JSON.parse(answer!.toString('utf8')) as { payload?: { problem?: { code?: string } } };
    if (payload?.problem?.code) return payload.problem.code;
  }
}
