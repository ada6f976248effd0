import { parentPort } from 'node:worker_threads';
import { buildPerson } from './person.ts';

/** Builds people off the cameras' thread: 0.1 s each would otherwise stop both pictures. */
parentPort?.on('message', (seeds: number[]) => parentPort?.postMessage(seeds.map(buildPerson)));
