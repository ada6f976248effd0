import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962 section 2.1: leaf = SHA-256(0x00 || data), node = SHA-256(0x01 || left || right). The two
 * prefixes keep an inner node from being passed off as an entry.
 */
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

export function leafHash(data: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([LEAF, data]), 'buffer');
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer');
}

/** Root of the empty tree. */
export function emptyRoot(): Buffer {
  return hash('sha256', Buffer.alloc(0), 'buffer');
}

/** A tree that only grows, kept as the roots of its complete subtrees: at most 1 + log2(size) hashes of 32 bytes. */
export class MerkleTree {
  #size = 0;
  /** Complete subtrees, largest first; their sizes are the set bits of #size. */
  readonly #peaks: Buffer[] = [];

  get size(): number {
    return this.#size;
  }

  append(leaf: Buffer): void {
    let node = leaf;
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) node = nodeHash(this.#peaks.pop()!, node);
    this.#peaks.push(node);
    this.#size++;
  }

  root(): Buffer {
    if (this.#size === 0) return emptyRoot();
    return this.#peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** Root over all `leaves` (leaf hashes, in order). */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.append(leaf);
  return tree.root();
}

/** Largest power of two smaller than `size` (RFC 6962: where a tree splits); `size` >= 2. */
function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

/** The audit path of leaf `index` in the tree over `leaves`, lowest sibling first (RFC 6962 section 2.1.1). */
export function inclusionPath(leaves: readonly Buffer[], index: number): Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError('no such leaf');
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...inclusionPath(leaves.slice(0, k), index), rootOf(leaves.slice(k))]
    : [...inclusionPath(leaves.slice(k), index - k), rootOf(leaves.slice(0, k))];
}

/** The root that `leaf` at `index` and its audit path lead to, in a tree of `size`; null when the path cannot fit. */
export function rootFromPath(leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer | null {
  if (!Number.isInteger(index) || index < 0 || index >= size) return null;
  if (size === 1) return path.length === 0 ? leaf : null;
  const sibling = path.at(-1);
  if (sibling === undefined) return null;
  const k = split(size);
  const below =
    index < k
      ? rootFromPath(leaf, index, k, path.slice(0, -1))
      : rootFromPath(leaf, index - k, size - k, path.slice(0, -1));
  if (below === null) return null;
  return index < k ? nodeHash(below, sibling) : nodeHash(sibling, below);
}
