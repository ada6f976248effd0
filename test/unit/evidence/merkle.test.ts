import { createHash } from 'node:crypto';
import t from 'tap';
import { inclusionPath, leafHash, MerkleTree, nodeHash, rootFromPath, rootOf } from '../../../src/evidence/merkle.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

/** RFC 6962 section 2.1 word for word, as a slow reference: MTH(D[n]) with the split at the largest power of two. */
function reference(entries: readonly Buffer[]): Buffer {
  if (entries.length === 0) return createHash('sha256').digest();
  if (entries.length === 1) return createHash('sha256').update(hex('00')).update(entries[0]!).digest();
  const k = 2 ** Math.ceil(Math.log2(entries.length) - 1);
  const left = reference(entries.slice(0, k));
  const right = reference(entries.slice(k));
  return createHash('sha256').update(hex('01')).update(left).update(right).digest();
}

// The inputs of the reference tree of Certificate Transparency implementations.
const data = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  hex,
);

t.test('roots are those of the published tree', async (t) => {
  t.equal(rootOf([]).toString('hex'), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  t.equal(leafHash(data[0]!).toString('hex'), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  t.equal(
    rootOf(data.map(leafHash)).toString('hex'),
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  );
});

t.test('the growing tree agrees with the definition at every size', async (t) => {
  const tree = new MerkleTree();
  const entries: Buffer[] = [];
  for (let size = 0; size < 70; size++) {
    t.same(tree.root(), reference(entries), `size ${size}`);
    const entry = Buffer.from(`entry ${size}`);
    entries.push(entry);
    tree.append(leafHash(entry));
  }
});

t.test('every audit path leads to the root, and no other leaf, index, size or path does', async (t) => {
  let wrong = 0;
  for (let size = 1; size <= 33; size++) {
    const leaves = Array.from({ length: size }, (_, i) => leafHash(Buffer.from([i])));
    const root = rootOf(leaves);
    const is = (found: Buffer | null) => found?.equals(root) === true;
    for (let index = 0; index < size; index++) {
      const path = inclusionPath(leaves, index);
      if (!is(rootFromPath(leaves[index]!, index, size, path))) wrong++;
      if (is(rootFromPath(leafHash(Buffer.from('x')), index, size, path))) wrong++;
      if (size > 1 && is(rootFromPath(leaves[index]!, (index + 1) % size, size, path))) wrong++;
      if (size > 1 && is(rootFromPath(leaves[index]!, index, size, path.slice(1)))) wrong++;
      if (is(rootFromPath(leaves[index]!, index, size, [...path, root]))) wrong++;
    }
  }
  t.equal(wrong, 0);
});

t.test('a node cannot be passed off as a leaf', async (t) => {
  const [left, right] = [leafHash(data[1]!), leafHash(data[2]!)];
  t.notSame(leafHash(Buffer.concat([left, right])), nodeHash(left, right));
});
