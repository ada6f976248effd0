import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Image } from '../image/index.ts';
import { Agent, type Answer } from './agent.ts';
import { endpoint } from './endpoint.ts';
import { hostWait } from './hostWait.ts';
import { qemuArguments } from './qemu.ts';
import { Qmp } from './qmp.ts';

/** Four times the slowest boot seen: on a machine whose two cores had other work to do. */
const BOOT_MS = 4 * 185_000;
const COMMAND_SECONDS = 60;

/** A booted Linux system with systemd, our units and our program; ended with the test that booted it. */
export class Board {
  readonly qmp: Qmp;
  readonly #agent: Agent;

  private constructor(agent: Agent, qmp: Qmp) {
    this.#agent = agent;
    this.qmp = qmp;
  }

  /** @param extra more of QEMU's arguments: devices of this board */
  static async boot(t: Pick<Test, 'teardown' | 'comment'>, extra: readonly string[] = []): Promise<Board> {
    const image = JSON.parse(process.env.BOARD_IMAGE ?? 'null') as Image | null;
    if (!image) throw new Error('board tests run by: npm run test:board');
    const folder = mkdtempSync(join(tmpdir(), 'tellersight-board-'));
    const [control, channel] = [await endpoint(join(folder, 'qmp')), await endpoint(join(folder, 'agent'))];
    // Ends with this process, however that ends.
    const command = ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...qemuArguments(image, folder, extra)];
    const qemu = spawn('setpriv', command, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    qemu.stderr.on('data', (data) => {
      said += data;
    });
    const ended = new Promise<void>((resolve) => qemu.once('close', () => resolve()));
    t.teardown(async () => {
      qemu.kill('SIGKILL');
      await ended;
      control.close();
      channel.close();
      rmSync(folder, { recursive: true, force: true });
    });
    try {
      const qmp = new Qmp(await control.connected);
      await qmp.execute('qmp_capabilities');
      const agent = new Agent(await channel.connected);
      const begun = performance.now();
      await hostWait(agent.up, BOOT_MS, 'the board does not boot');
      t.comment(`booted in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
      return new Board(agent, qmp);
    } catch (error) {
      t.comment(`${said}\n${console_(folder)}`);
      throw error;
    }
  }

  /** Runs a bash script as root; its failure is an answer, too. */
  run(script: string, seconds = COMMAND_SECONDS): Promise<Answer> {
    return this.#agent.run(script, seconds);
  }

  /** The output of a script that must succeed. */
  async ok(script: string, seconds = COMMAND_SECONDS): Promise<string> {
    const { status, output } = await this.run(script, seconds);
    if (status !== 0) throw new Error(`status ${status} of: ${script}\n${output}`);
    return output;
  }

  async write(path: string, text: string): Promise<void> {
    await this.ok(`mkdir -p $(dirname ${path}) && base64 -d > ${path} <<< ${Buffer.from(text).toString('base64')}`);
  }
}

function console_(folder: string): string {
  try {
    return readFileSync(join(folder, 'console.log'), 'utf8').slice(-4000);
  } catch {
    return '';
  }
}
