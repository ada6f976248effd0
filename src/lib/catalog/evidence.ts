import { defineCatalog } from './entry.ts';

export const evidence = defineCatalog({
  EVIDENCE_UNWRITABLE: {
    priority: 2,
    subject: 'The evidence log cannot be written',
    text: 'A decision or payout could not be put on the disk: disk full, read-only, worn out, or a failed flush.',
    cash: 'No cash is paid: what cannot be proven is not dispensed.',
    action: 'Check the data partition with `df -h` and `journalctl -k -p err`, then restart the daemon.',
    xfs: 'hardwareError',
  },
  EVIDENCE_DAMAGED: {
    priority: 2,
    subject: 'The evidence log does not match its own checkpoint',
    text: 'Entries that a signed checkpoint covers are missing, changed or reordered. Someone or something altered the files.',
    cash: 'No cash is paid by face until an operator has looked at it.',
    action:
      'Copy the evidence folder away before anything else, run `tellersight evidence verify DIR --key KEY --checkpoint FILE` with the checkpoint the fleet server holds, and report it as a possible fraud.',
    xfs: 'hardwareError',
  },
  EVIDENCE_TORN: {
    priority: 4,
    subject: 'An unfinished evidence entry was cut off',
    text: 'The power went while the last entry was being written. The entry had not been acknowledged; its bytes were moved to a file beside the log.',
    cash: 'Nothing was paid on the strength of that entry.',
    action: 'Nothing to do if there was a power cut. If there was none, treat it as EVIDENCE_DAMAGED.',
  },
  EVIDENCE_CHECKPOINT: {
    priority: 6,
    subject: 'A signed checkpoint of the evidence log was made',
    text: 'Everything recorded so far is now bound by a signature. The checkpoint goes to the fleet server.',
    cash: 'No effect.',
    action: 'Nothing to do.',
  },
  EVIDENCE_CHANGED: {
    priority: 3,
    subject: 'The evidence does not verify',
    text: 'The offline check found a change, a deletion, a reorder or a truncation, or a checkpoint that is not signed by the given key.',
    cash: 'No effect by itself; payouts after the first problem named are not proven by these files.',
    action: 'Keep the files as they are and compare with the checkpoints the fleet server received.',
  },
  EVIDENCE_NOT_FOUND: {
    priority: 4,
    subject: 'There is no such evidence',
    text: 'The folder holds no evidence log, or the entry asked for is not in it.',
    cash: 'No effect.',
    action: 'Check the folder and the index; the index of an entry is in its decision event.',
  },
});
