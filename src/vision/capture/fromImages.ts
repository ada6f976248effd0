import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TellersightError, toTellersightError } from '../../lib/errors.ts';
import { decodeJpeg } from '../native.ts';
import type { CameraInfo, RecordingHeader } from './recordingFormat.ts';
import { RecordingWriter } from './recordingWriter.ts';
import type { ByteReader } from './replay.ts';

const FPS = 30;
const MAX_PICTURE_BYTES = 16 * 1024 * 1024;

/** Names (NN) of the complete NN-rgb.jpg / NN-ir.jpg pairs of a folder, sorted. Throws CAPTURE_IMAGES when there is none. */
export function listImagePairs(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (cause) {
    throw new TellersightError('CAPTURE_IMAGES', `${folder} cannot be read`, { cause });
  }
  const pairs = names
    .filter((name) => name.endsWith('-rgb.jpg') && names.includes(name.replace(/-rgb\.jpg$/, '-ir.jpg')))
    .map((name) => name.slice(0, -'-rgb.jpg'.length))
    .sort();
  if (pairs.length === 0)
    throw new TellersightError('CAPTURE_IMAGES', `${folder} holds no NN-rgb.jpg with its NN-ir.jpg`);
  return pairs;
}

function readPicture(path: string): { bytes: Buffer; width: number; height: number } {
  try {
    if (statSync(path).size > MAX_PICTURE_BYTES) throw new Error('the file is too large');
    const bytes = readFileSync(path);
    const { width, height } = decodeJpeg(bytes, true);
    return { bytes, width, height };
  } catch (error) {
    throw new TellersightError('CAPTURE_IMAGES', `${path}: ${toTellersightError(error, 'CAPTURE_IMAGES').message}`, {
      cause: error,
    });
  }
}

function camera(channel: string, width: number, height: number): CameraInfo {
  const none = { serial: null, vendorId: null, productId: null };
  return {
    driver: 'images',
    card: `${channel} pictures`,
    busInfo: 'file',
    ...none,
    width,
    height,
    format: 'MJPG',
    stride: 0,
    fps: FPS,
  };
}

/**
 * A folder of picture pairs read as a recording of 30 pairs a second, made piece by piece in memory: pictures of faces
 * are not copied to a disk. All pictures of a channel must have one size. IR pictures count as lit.
 */
export function openImagePairs(folder: string): ByteReader {
  const names = listImagePairs(folder);
  const waiting: Uint8Array[] = [];
  const writer = new RecordingWriter((bytes) => waiting.push(bytes));
  let next = 0;
  let size = '';
  const makeMore = () => {
    const name = names[next];
    if (name === undefined) {
      if (next++ === names.length) writer.end();
      return;
    }
    const rgb = readPicture(join(folder, `${name}-rgb.jpg`));
    const ir = readPicture(join(folder, `${name}-ir.jpg`));
    const own = `${rgb.width}x${rgb.height} ${ir.width}x${ir.height}`;
    if (next === 0) writer.header(headerFor(rgb, ir));
    else if (size !== own)
      throw new TellersightError('CAPTURE_IMAGES', `${name}: ${own}, the pairs before are ${size}`);
    size = own;
    const timestampUs = Math.round((next * 1e6) / FPS) + 1;
    writer.frame({ channel: 'rgb', illuminated: null, sequence: next, timestampUs, data: rgb.bytes });
    writer.frame({ channel: 'ir', illuminated: true, sequence: next, timestampUs, data: ir.bytes });
    next++;
  };
  return {
    async read(into) {
      if (waiting.length === 0) makeMore();
      const piece = waiting[0];
      if (!piece) return 0;
      const length = Math.min(piece.length, into.length);
      into.set(piece.subarray(0, length));
      piece.fill(0, 0, length);
      if (length === piece.length) waiting.shift();
      else waiting[0] = piece.subarray(length);
      return length;
    },
    async close() {
      for (const piece of waiting.splice(0)) piece.fill(0);
    },
  };
}

interface Sized {
  readonly width: number;
  readonly height: number;
}

function headerFor(rgb: Sized, ir: Sized): RecordingHeader {
  return {
    schema: 'recording@1',
    createdUtc: new Date().toISOString(),
    source: 'images',
    note: 'made from single pictures: times are invented',
    cameras: { rgb: camera('rgb', rgb.width, rgb.height), ir: camera('ir', ir.width, ir.height) },
    illuminator: { kind: 'unknown', coded: false },
  };
}

/** `folder` itself when it holds pairs, else its sub-folders that do, sorted. Throws CAPTURE_IMAGES when there is none. */
export function findImageFolders(folder: string): string[] {
  const holdsPairs = (path: string) => {
    try {
      return listImagePairs(path).length > 0;
    } catch {
      return false;
    }
  };
  if (holdsPairs(folder)) return [folder];
  const inner = (path: string) =>
    (statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path) : [])
      .map((name) => join(path, name))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
  // Two levels, so that the root of a data folder may be named.
  const found = inner(folder).flatMap((path) => (holdsPairs(path) ? [path] : inner(path).filter(holdsPairs)));
  if (found.length === 0) throw new TellersightError('CAPTURE_IMAGES', `${folder} holds no picture pairs`);
  return found.sort();
}
