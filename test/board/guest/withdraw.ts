// withdraw.ts ORDER: one withdrawal by the simulated ATM application and bank, on the board itself as ATM applications
// are. ORDER is a JSON file (`WithdrawOrder`); prints the transcript as one JSON line. Exit code 1: the board did not
// answer.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AtmClient } from '../../../src/atm/client.ts';
import { AtmApp, type Customer } from '../../../src/simulator/atm/app.ts';
import { newAccount } from '../../../src/simulator/bank/account.ts';
import { SimulatedBank } from '../../../src/simulator/bank/bank.ts';

export interface WithdrawOrder {
  readonly customer: Customer;
  /** The enrolled face. */
  readonly embedding: readonly number[];
  readonly embedderSha256: string;
  /** What only the bank has; the keys in hex, the signing key as JWK. */
  readonly bank: { readonly sign: object; readonly tokenHmac: string; readonly presentHmac: string };
  readonly dispenseDeadlineMs: number;
}

const { customer, embedding, embedderSha256, bank: secrets, dispenseDeadlineMs } = readOrder();
const client = new AtmClient({
  endpoint: 'ipc:///run/tellersight/atm/commands.sock',
  events: 'ipc:///run/tellersight/atm/events.sock',
});
const bank = new SimulatedBank({
  sign: createPrivateKey({ key: secrets.sign, format: 'jwk' }),
  tokenHmac: Buffer.from(secrets.tokenHmac, 'hex'),
  presentHmac: Buffer.from(secrets.presentHmac, 'hex'),
});
const { claim, pin } = customer;
bank.enrol(newAccount({ claim, pin, embedding: Float32Array.from(embedding), embedderSha256 }));
client.start();
try {
  await putIntoService();
  const transcript = await new AtmApp({ client, bank, dispenseDeadlineMs }).withdraw(customer);
  console.log(JSON.stringify({ ...transcript, balanceMinor: bank.balance(claim) }));
} finally {
  await client.stop();
}

function readOrder(): WithdrawOrder {
  return JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as WithdrawOrder;
}

/** The bank learns the board's public keys. */
async function putIntoService(): Promise<void> {
  const opened = await client.request('Tellersight.OpenSession', {});
  if (!opened.ok) throw new Error(`no session: ${opened.description}`);
  const { terminal, publicKeys, sessionId } = opened.payload;
  bank.registerTerminal({ terminal, publicKeys });
  await client.request('Tellersight.CloseSession', { sessionId });
}
