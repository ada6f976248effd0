import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shipped } from './closure.ts';
import type { Target } from './targets.ts';

const head = `Tellersight
===========

Copyright the Tellersight developers. Apache License, Version 2.0: on Debian systems its text is in
/usr/share/common-licenses/Apache-2.0.

The weights of the default model pack (/usr/lib/tellersight/models/default) were trained on data for research only; the
cards beside them say which.

The package carries the software below, each under its own licence. Its text is the file that comes with it; where none
comes with it, that is said. A list for machines is beside the package: tellersight_VERSION_ARCHITECTURE.cdx.json.
`;

/** /usr/share/doc/tellersight/copyright: the licences of everything that is in the package. */
export function copyrightFile(dependencies: string, shipped: readonly Shipped[], target: Target): string {
  const node = {
    name: 'Node.js',
    version: '',
    license: 'MIT and others',
    folder: `node_modules/node-linux-${target.cpu}`,
  };
  const all = [...shipped, node].map(({ name, version, license, folder }) => {
    const title = `${name} ${version} (${license})`.replace('  ', ' ');
    return `\n${title}\n${'-'.repeat(title.length)}\n\n${licenceText(join(dependencies, folder))}\n`;
  });
  return `${head}${all.join('')}`;
}

/** Debian has this text once on every system. */
const apache = /Apache License\s+Version 2[.]0, January 2004[\s\S]*?END OF TERMS AND CONDITIONS/g;
const common = 'Apache License, Version 2.0: on Debian systems in /usr/share/common-licenses/Apache-2.0';

function licenceText(folder: string): string {
  const names = readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice|thirdpartynotices)/i.test(name))
    .sort();
  if (names.length === 0) {
    const { author, homepage, repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const who = typeof author === 'string' ? author : author?.name;
    const where = homepage ?? repository?.url ?? repository;
    return [`No licence file comes with this package.`, who && `Author: ${who}`, where && `From: ${where}`]
      .filter(Boolean)
      .join('\n');
  }
  return names
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r', '').trim().replace(apache, common))
    .join('\n\n');
}
