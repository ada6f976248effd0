import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shipped } from './closure.ts';
import { libraryPackages } from './libraries.ts';
import { root } from './paths.ts';
import type { Target } from './targets.ts';

interface Locked {
  readonly packages: Readonly<Record<string, { version: string; resolved?: string; integrity?: string }>>;
}

/** What a package is made of and what it links to, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). */
export function sbom(
  shipped: readonly Shipped[],
  { target, files, version, epoch }: { target: Target; files: readonly string[]; version: string; epoch: number },
): string {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Locked;
  const nodeFolder = `node_modules/node-linux-${target.cpu}`;
  const node = { name: `node-linux-${target.cpu}`, license: 'MIT', folder: nodeFolder };
  const npm = [...shipped, { ...node, version: packages[nodeFolder]?.version ?? '' }].map((one) => {
    const locked = packages[one.folder];
    if (locked?.version !== one.version || !locked.integrity) {
      throw new Error(`${one.folder} is ${one.version}, package-lock.json says ${locked?.version}: npm ci`);
    }
    const purl = `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`;
    return {
      type: 'library',
      'bom-ref': `${purl}#${one.folder}`,
      name: one.name,
      version: one.version,
      licenses: [/ /.test(one.license) ? { expression: one.license } : { license: { id: one.license } }],
      // Of the archive in the registry, from package-lock.json.
      hashes: [
        { alg: 'SHA-512', content: Buffer.from(locked.integrity.slice('sha512-'.length), 'base64').toString('hex') },
      ],
      purl,
      ...(locked.resolved ? { externalReferences: [{ type: 'distribution', url: locked.resolved }] } : {}),
    };
  });
  const system = libraryPackages(files).map((needed) => {
    const [name = '', range = ''] = needed.split(/ (.*)/);
    const purl = `pkg:deb/debian/${name.replaceAll('+', '%2B')}?arch=${target.debian}&distro=bookworm`;
    const properties = [{ name: 'debian:depends', value: range.slice(1, -1) }];
    return { type: 'library', 'bom-ref': purl, name, scope: 'required', purl, properties };
  });
  const self = `pkg:deb/tellersight@${version}?arch=${target.debian}`;
  const components = [...npm, ...system];
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: new Date(epoch * 1000).toISOString(),
      component: {
        type: 'application',
        'bom-ref': self,
        name: 'tellersight',
        version,
        licenses: [{ license: { id: 'Apache-2.0' } }],
        purl: self,
      },
    },
    components,
    dependencies: [{ ref: self, dependsOn: components.map((component) => component['bom-ref']) }],
  };
  // A serial number that follows from the content: the same package, the same number.
  const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  const uuid = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  return `${JSON.stringify({ serialNumber: `urn:uuid:${uuid}`, ...document }, null, 2)}\n`;
}
