import { defineCatalog } from './entry.ts';

export const journal = defineCatalog({
  JOURNAL_UNWRITABLE: {
    priority: 2,
    subject: 'The journal cannot be written',
    text: 'The SQLite file that holds payouts, attempts and the outbox could not be opened or written: disk full, read-only, worn out or damaged.',
    cash: 'No cash is paid: what cannot be recorded is not dispensed.',
    action: 'Check space and health of the data partition: `df -h`, `journalctl -k -p err`.',
    xfs: 'hardwareError',
  },
});
