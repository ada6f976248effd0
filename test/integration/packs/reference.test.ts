import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { installPack } from '../../../src/packs/installPack.ts';
import { locatePack } from '../../../src/vision/pack/locate.ts';
import { vendor } from './support/packMaker.ts';

/** The public models are not part of the project: whoever has them names their folder. */
const root = fileURLToPath(new URL('../../..', import.meta.url));
const models = join(resolve(root, process.env.TELLERSIGHT_SHARED ?? '../shared'), 'models/reference');
const trust = { signers: {}, bench: false };

t.test('without its files the reference pack says what to fetch, from where, and under which terms', async (t) => {
  const { store, root: empty } = vendor(t);
  for (const from of [undefined, empty]) {
    const refused = installPack({ source: 'reference', from, packs: store, trust });
    const message =
      /yunet_n_320_320\.onnx\n {4}from https:\/\/raw\.githubusercontent\.com\/.+\n {4}sha256 81dbde15.+\n {4}licence: Apache-2\.0/;
    await t.rejects(refused, { code: 'PACK_NOT_FETCHED', message });
  }
});

if (!existsSync(models)) {
  t.comment(`SKIP: the reference models are not here (${models}); set TELLERSIGHT_SHARED`);
  t.pass('skipped: no reference models on this machine', { skip: 'no reference models on this machine' });
} else {
  t.test('with its files it is installed, tried and active, on a board that pins nobody', async (t) => {
    const { store } = vendor(t);
    const { seal, checked } = await installPack({ source: 'reference', from: models, packs: store, trust });
    t.strictSame(seal, { kind: 'builtIn' });
    t.ok(checked.calibration.match && checked.calibration.pad, 'with both calibrations');
    t.equal(locatePack('active', store).manifest.models.length, 5);
  });
}
