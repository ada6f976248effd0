import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A certificate authority and what it signs, made with the openssl tool in `folder`: `ca.pem`, `server.pem`,
 * `client.pem`, each with its `.key`; and a `stranger` signed by somebody `strange`.
 *
 * @param address of the broker, as its clients know it
 */
export function makeCertificates(folder: string, address = '127.0.0.1'): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'];
  writeFileSync(join(folder, 'names'), `subjectAltName=IP:${address}\n`);
  for (const authority of ['ca', 'strange']) {
    const files = ['-keyout', `${authority}.key`, '-out', `${authority}.pem`];
    openssl('req', '-x509', ...ec, ...files, '-subj', `/CN=${authority}`);
  }
  for (const [name, authority] of [
    ['server', 'ca'],
    ['client', 'ca'],
    ['stranger', 'strange'],
  ] as const) {
    openssl('req', ...ec.slice(0, -2), '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signing = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial', '-days', '30'];
    openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-extfile', 'names', '-out', `${name}.pem`);
  }
}
