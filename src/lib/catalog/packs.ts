import { defineCatalog } from './entry.ts';

const AS_BEFORE = 'Nothing changes: the pack that was active stays active.';

/** Installing, signing and rolling back model packs. */
export const packs = defineCatalog({
  PACK_UNSIGNED: {
    priority: 3,
    subject: 'The model pack is not signed',
    text: 'There is no manifest.sig beside its manifest. Only a bench board (terminal.bench = true) takes such a pack.',
    cash: 'An unsigned pack pays nothing: it is not installed, and the daemon does not start with it.',
    action: 'Ask the maker of the pack for its signature (`tellersight models sign`).',
  },
  PACK_SIGNER_UNKNOWN: {
    priority: 2,
    subject: 'The model pack is not signed by a pinned signer',
    text: 'manifest.sig does not verify with any key under [packs.signers]: another signer, or a manifest that was changed after signing.',
    cash: 'Such a pack pays nothing: it is not installed, and the daemon does not start with it.',
    action: 'Compare the key with the one the maker publishes. If nobody changed signer, treat it as tampering.',
  },
  PACK_ARCHIVE: {
    priority: 3,
    subject: 'The archive of the model pack was refused',
    text: 'It is no whole tar archive, or holds what a pack has no use for: links, devices, paths that lead out, a name twice, too much.',
    cash: AS_BEFORE,
    action: 'Ask the maker for a plain archive (`tar -czf PACK.tar.gz FOLDER`); do not unpack this one by hand.',
  },
  PACK_DOWNLOAD: {
    priority: 4,
    subject: 'The model pack could not be downloaded',
    text: 'The server did not answer in time, answered with an error, sent too much, or stopped in the middle.',
    cash: AS_BEFORE,
    action: 'Try again, or bring the archive on a medium and install it from there.',
  },
  PACK_SOURCE_DIGEST: {
    priority: 2,
    subject: 'The archive is not the one whose SHA-256 was given',
    text: 'A page of the server instead of the file, a newer release, or somebody changed it.',
    cash: AS_BEFORE,
    action: 'Compare the SHA-256 with the one the maker publishes. If they are the same, treat it as tampering.',
  },
  PACK_SMOKE: {
    priority: 3,
    subject: 'A model gives no sane answers',
    text: 'On fixed test patterns it is not finite, ignores its input, differs from one run to the next, or from the vector its maker recorded.',
    cash: AS_BEFORE,
    action:
      'Tell the maker of the pack, with the processor of the board (`lscpu`): int8 kernels differ between processors.',
  },
  PACK_EXISTS: {
    priority: 3,
    subject: 'Another pack of this name and version is installed',
    text: 'An installed pack is never changed: the daemon may be reading it. The one that is there has another manifest.',
    cash: AS_BEFORE,
    action: 'Ask the maker for a release with a version of its own.',
  },
  PACK_BUSY: {
    priority: 4,
    subject: 'Another installation is running',
    text: 'The packs folder is locked by a process that installs or rolls back.',
    cash: AS_BEFORE,
    action: 'Wait for it, then try again. The lock ends with its process, however that ends.',
  },
  PACK_STORE: {
    priority: 3,
    subject: 'The packs folder cannot be used',
    text: 'It cannot be read or written, is full, or its active.json is damaged.',
    cash: 'With a damaged active.json the daemon does not start on the active pack.',
    action:
      'Check paths.packs, its owner and the free space; `tellersight models install` again writes active.json anew.',
  },
  PACK_NO_PREVIOUS: {
    priority: 4,
    subject: 'There is no earlier pack to go back to',
    text: 'Nothing, or only one pack, was ever made active in this packs folder.',
    cash: AS_BEFORE,
    action: 'Install the pack that you want: `tellersight models install SOURCE`.',
  },
  PACK_IN_USE: {
    priority: 4,
    subject: 'The model pack is in use',
    text: 'It is the active one, or vision.pack of the configuration names it. Only packs that no daemon starts with are removed.',
    cash: AS_BEFORE,
    action:
      'Make another pack the active one first (`tellersight models install` or `rollback`), restart, then remove it.',
  },
  PACK_NOT_FETCHED: {
    priority: 4,
    subject: "The pack's files are not part of this product",
    text: 'The manifest describes them by upstream address, SHA-256 and licence; whoever installs them accepts those terms.',
    cash: AS_BEFORE,
    action:
      'Accept their licences and let `--fetch` download them, or bring the files that are listed in one folder and name it with --from.',
  },
  QUANTISER_MISSING: {
    priority: 4,
    subject: 'The quantiser cannot be run on this machine',
    text: 'It is a Python program of the training room, and Python or one of its packages is not there.',
    cash: 'Nothing is written; no pack changes.',
    action: 'Run the command that the message gives, on a workshop machine, never on a board in service.',
  },
  QUANTISER_FAILED: {
    priority: 4,
    subject: 'The model could not be quantised',
    text: 'The quantiser refused the graph, its contract or the pictures, found no integer form of it, or took too long.',
    cash: 'Nothing is written; no pack changes.',
    action:
      'The message has its words. A graph that it cannot take can still be imported as it is, without --quantise.',
  },
});
