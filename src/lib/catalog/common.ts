import { defineCatalog } from './entry.ts';

/** Codes that belong to no single room: life cycle, configuration, internal faults. */
export const common = defineCatalog({
  READY: {
    priority: 5,
    subject: 'Tellersight is ready',
    text: 'The daemon has started and answers the ATM application.',
    cash: 'Withdrawals by face are possible as far as STATUS says so.',
    action: 'Nothing to do.',
  },
  STOPPING: {
    priority: 5,
    subject: 'Tellersight is stopping',
    text: 'The daemon was asked to stop and finishes what it has begun.',
    cash: 'A running payout is finished first; nothing new is started.',
    action: 'Nothing to do.',
  },
  CONFIG_INVALID: {
    priority: 3,
    subject: 'The configuration is not valid',
    text: 'A key is unknown, missing or has a value outside its range. The daemon does not start on a guess.',
    cash: 'No cash can be paid by face until the configuration is corrected.',
    action: 'Run `tellersight check` : it names the file, the key and the nearest valid one.',
  },
  CONFIG_UNREADABLE: {
    priority: 3,
    subject: 'The configuration file cannot be read',
    text: 'The file is missing, not readable for this user, or not valid TOML.',
    cash: 'No cash can be paid by face until the configuration can be read.',
    action: 'Check path and permissions; `tellersight check --config FILE` shows the line.',
  },
  KEY_UNREADABLE: {
    priority: 3,
    subject: 'A key file cannot be read',
    text: 'A key named in the configuration is missing, unreadable or of the wrong kind.',
    cash: 'No cash can be paid by face.',
    action: 'Check the [keys] section and the credentials of the unit.',
  },
  DEADLINE_EXCEEDED: {
    priority: 4,
    subject: 'Something did not answer in time',
    text: 'A wait ended at its deadline.',
    cash: 'Nothing was paid because of this wait alone; see the event before it.',
    action: 'Look at the component named in the message.',
    xfs: 'timeOut',
  },
  CANCELLED: {
    priority: 6,
    subject: 'The operation was cancelled',
    text: 'The caller took the command back or the session ended.',
    cash: 'Nothing was paid.',
    action: 'Nothing to do.',
    xfs: 'canceled',
  },
  CHILD_EXITED: {
    priority: 3,
    subject: 'A process of the daemon ended',
    text: 'A child process (the vision process, where there is no systemd) ended without being asked to.',
    cash: 'A session that needed it was refused; nothing is paid until it runs again.',
    action: 'It is started again with growing delay. Read the lines before this one for the cause.',
  },
  USAGE: {
    priority: 4,
    subject: 'The command line is not valid',
    text: 'An argument is missing, unknown or out of range.',
    cash: 'Nothing was done.',
    action: 'Run the command with --help.',
  },
  INTERNAL: {
    priority: 2,
    subject: 'Internal error',
    text: 'The daemon met a state it does not know. This is a fault of Tellersight itself.',
    cash: 'The running session was refused. A payout that had begun is settled by the journal as unknown.',
    action: 'Send `journalctl -u tellersight -b` (it holds no personal data) to the vendor.',
    xfs: 'internalError',
  },
});
