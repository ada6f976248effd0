// lobby.ts RGB IR LAMP SCENES ORDER FPS: what stands before the board's cameras, and its infrared lamp. Writes the pictures
// of a scene (rendered by image/scenes.ts) to two v4l2loopback nodes, at the same moments; the IR picture is the one that
// the lamp asks for. ORDER is a file with the name of the scene, which may change at any time. v4l2-ctl has set the
// formats, stty the lamp's line.
import { openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ReadStream } from 'node:tty';
import { HEIGHT, WIDTH } from './knownFrames.ts';

const [rgb = '', ir = '', lampPort = '', scenes = '', order = '', fps = '15'] = process.argv.slice(2);
const nodes = { rgb: openSync(rgb, 'r+'), ir: openSync(ir, 'r+') };
const period = 1000 / Number(fps);
const bytes = { rgb: WIDTH * HEIGHT * 2, ir: WIDTH * HEIGHT };

/** The lamp at the other end of the light's cable: L lights it, U puts it out, each is answered with ACK. */
const lamp = openSync(lampPort, 'r+');
let lit = false;
new ReadStream(lamp).on('data', (data: Buffer) => {
  for (const byte of data) {
    if (byte === 0x4c || byte === 0x55) {
      lit = byte === 0x4c;
      writeSync(lamp, Buffer.of(0x06));
    }
  }
});

/** Pictures of one scene, read from its files one at a time. */
function openScene(name: string) {
  const file = (part: string) => openSync(`${scenes}/${name}/${part}`, 'r');
  const { frames } = JSON.parse(readFileSync(`${scenes}/${name}/scene.json`, 'utf8')) as { frames: number };
  return { name, frames, files: { rgb: file('rgb'), lit: file('lit'), unlit: file('unlit') } };
}

const picture = { rgb: Buffer.alloc(bytes.rgb), ir: Buffer.alloc(bytes.ir) };
let scene = openScene(readFileSync(order, 'utf8'));
for (let count = 0, next = performance.now(); ; count++, next = Math.max(next + period, performance.now())) {
  const wanted = readFileSync(order, 'utf8');
  if (wanted !== scene.name) scene = openScene(wanted);
  // Forth and back: nobody jumps.
  const turn = count % (2 * scene.frames - 2);
  const frame = Math.min(turn, 2 * scene.frames - 2 - turn);
  readSync(scene.files.rgb, picture.rgb, 0, bytes.rgb, frame * bytes.rgb);
  writeSync(nodes.rgb, picture.rgb);
  readSync(lit ? scene.files.lit : scene.files.unlit, picture.ir, 0, bytes.ir, frame * bytes.ir);
  writeSync(nodes.ir, picture.ir);
  // At least one turn of the event loop, or the lamp would not hear.
  await pause(Math.max(1, next + period - performance.now()));
}
