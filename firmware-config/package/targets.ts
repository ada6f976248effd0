/** What differs between the two boards a package is made for. */
export interface Target {
  /** Debian's name of the architecture. */
  readonly debian: 'amd64' | 'arm64';
  /** npm's and Node's name of it. */
  readonly cpu: 'x64' | 'arm64';
  /** `e_machine` of its ELF files (elf(5)). */
  readonly machine: number;
  /** GNU's triplet, the prefix of its tools. */
  readonly triplet: string;
}

export const targets: readonly Target[] = [
  { debian: 'amd64', cpu: 'x64', machine: 62, triplet: 'x86_64-linux-gnu' },
  { debian: 'arm64', cpu: 'arm64', machine: 183, triplet: 'aarch64-linux-gnu' },
];
