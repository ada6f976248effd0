import { installPack } from '../../../../src/packs/installPack.ts';

/** Installs a pack and dies of SIGKILL just before one step: `installUntil.ts SOURCE PACKS STEP TRUST`. */
const [source = '', packs = '', last, trust = ''] = process.argv.slice(2);
await installPack({
  source,
  packs,
  trust: JSON.parse(trust),
  onStep: (step) => {
    if (step === last) process.kill(process.pid, 'SIGKILL');
  },
});
