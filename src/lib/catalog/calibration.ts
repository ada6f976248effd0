import { defineCatalog } from './entry.ts';

const NO_REPORT = 'None: the pack that is in use keeps its calibration. No report was written.';

/** `tellersight calibrate` and `tellersight pad report`: what they are given and what they write. */
export const calibration = defineCatalog({
  SCORES_INVALID: {
    priority: 4,
    subject: 'The score list is not valid',
    text: 'The header is another one, or a row has a missing field, no cosine, or contradicts a row before it.',
    cash: NO_REPORT,
    action: 'Correct the line named in the message; docs/calibration.md shows the form of the list.',
  },
  SCORES_TOO_MANY: {
    priority: 4,
    subject: 'There are too many comparisons',
    text: 'More than a hundred million comparisons do not fit into the memory set aside for them.',
    cash: NO_REPORT,
    action: 'Compare a random sample of the subjects; thresholds for 1e-6 need 2,449 of them.',
  },
  CAPTURES_INVALID: {
    priority: 4,
    subject: 'The folder of captures is not valid',
    text: 'groups.csv is missing or does not list every subject once, a folder holds no picture, or a picture is damaged.',
    cash: NO_REPORT,
    action: 'Correct the file named in the message; docs/calibration.md shows the form of the folder.',
  },
  PRESENTATIONS_INVALID: {
    priority: 4,
    subject: 'The list of presentations is not valid',
    text: 'A column is missing, or a row has an unknown decision, no number, or contradicts a row before it.',
    cash: NO_REPORT,
    action: 'Correct the line named in the message; docs/calibration.md shows the form of the list.',
  },
  REPORT_UNWRITABLE: {
    priority: 4,
    subject: 'The report cannot be written',
    text: 'Its folder is there already (a report is never overwritten) or cannot be made.',
    cash: NO_REPORT,
    action: 'Name another folder with --out, or move the old report away.',
  },
});
