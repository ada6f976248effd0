// npm run package [-- --arch amd64] [--out FOLDER]: makes dist/tellersight_VERSION_ARCH.deb, for both architectures
// unless one is named, and beside each a list of what is in it (CycloneDX). README.md says how it is made.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { debianPackages, fail, run, say } from '../../src/prepareSteps.js';
import { buildAddon } from './addon.ts';
import { newestRelease } from './changelog.ts';
import { closure } from './closure.ts';
import { writeControl } from './control.ts';
import { copyrightFile } from './copyright.ts';
import { installDependencies } from './dependencies.ts';
import { layout } from './layout.ts';
import { root } from './paths.ts';
import { sbom } from './sbom.ts';
import { stage } from './stage.ts';
import { type Target, targets } from './targets.ts';

const { values } = parseArgs({ options: { arch: { type: 'string' }, out: { type: 'string', default: 'dist' } } });
const wanted = targets.filter(({ debian }) => values.arch === undefined || debian === values.arch);
if (wanted.length === 0)
  fail(`no package is made for ${values.arch}`, `Known: ${targets.map((one) => one.debian).join(', ')}`);
const out = resolve(values.out);
process.chdir(root);
// Folders are made with it, files have their modes set.
process.umask(0o022);
debianPackages({ 'dpkg-dev': '/usr/bin/dpkg-buildpackage', binutils: '/usr/bin/strip' });
mkdirSync(out, { recursive: true });
for (const target of wanted) build(target);

function build(target: Target): void {
  const { version, epoch } = newestRelease();
  const dependencies = installDependencies(target);
  const shipped = closure(dependencies);
  const copyright = copyrightFile(dependencies, shipped, target);
  const entries = layout({ target, dependencies, shipped, addon: buildAddon(target), copyright });
  const folder = mkdtempSync(join(tmpdir(), 'tellersight-package-'));
  try {
    stage(folder, entries, target, epoch);
    writeControl(folder, entries, target, version);
    const name = join(out, `tellersight_${version}_${target.debian}`);
    // Level 1 is a fifth of the time of the default and 15 % larger. One thread: xz cuts the stream into other blocks with more, and the package must be the same everywhere.
    run(
      `packing ${target.debian}`,
      'dpkg-deb',
      ['--root-owner-group', '-Zxz', '-z1', '--threads-max=1', '--build', folder, `${name}.deb`],
      {
        SOURCE_DATE_EPOCH: String(epoch),
      },
    );
    const files = entries.map(({ path }) => join(folder, path));
    writeFileSync(`${name}.cdx.json`, sbom(shipped, { target, files, version, epoch }));
    say(`${name}.deb: ${(statSync(`${name}.deb`).size / 1e6).toFixed(1)} MB`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
