import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { withDeadline } from '../../lib/deadline.ts';
import { TellersightError } from '../../lib/errors.ts';

/** Sends one order to a simulator's control socket (JSON lines) and gives back its answer. */
export async function order(socketPath: string, request: object, ms = 3000): Promise<Record<string, unknown>> {
  const socket = connect(socketPath);
  const answered = new Promise<Record<string, unknown>>((resolve, reject) => {
    socket.once('error', reject);
    createInterface({ input: socket })
      .once('line', (line) => resolve(JSON.parse(line) as Record<string, unknown>))
      .once('close', () => reject(new TellersightError('INTERNAL', `${socketPath} closed without an answer`)));
  });
  socket.write(`${JSON.stringify(request)}\n`);
  try {
    const answer = await withDeadline(answered, ms, `answer of ${socketPath}`);
    if (answer.ok !== true) {
      throw new TellersightError('INTERNAL', `${socketPath} refused ${JSON.stringify(request)}: ${answer.error}`);
    }
    return answer;
  } finally {
    socket.destroy();
  }
}
