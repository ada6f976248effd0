// frameFiles.ts RGB IR: the known frames as two files, for the USB camera.
import { writeFileSync } from 'node:fs';
import { knownFrames } from './knownFrames.ts';

const [rgb = '', ir = ''] = process.argv.slice(2);
writeFileSync(rgb, Buffer.concat(knownFrames(2)));
writeFileSync(ir, Buffer.concat(knownFrames(1)));
