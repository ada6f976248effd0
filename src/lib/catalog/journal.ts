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
  JOURNAL_UNREADABLE: {
    priority: 4,
    subject: 'The journal cannot be read',
    text: 'The SQLite file is missing, not readable for this user, damaged, or was written by another version.',
    cash: 'Nothing was changed.',
    action: 'Check [paths] state and run the command as the user of the service; the daemon creates the file.',
  },
});
