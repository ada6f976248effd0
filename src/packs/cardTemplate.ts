import type { ModelEntry } from '../vision/pack/manifest.ts';

/**
 * A model card for the vendor to fill in. The questions are those that a bank's risk officer has to be able to answer
 * from it (R6 to R11); a line that is left as it is says so by itself.
 */
export function cardTemplate(entry: ModelEntry): string {
  const questions = [...COMMON.slice(0, 2), ...BY_ROLE[entry.role], ...COMMON.slice(2)];
  return [
    `# ${entry.role}: ${entry.file}`,
    '',
    `* SHA-256: ${entry.sha256}`,
    `* Source: ${entry.source}`,
    `* Licence: ${entry.licence}`,
    '',
    'Every line below is to be filled in by the maker of the model. "Not stated" and "not tested" are answers; silence is not.',
    '',
    ...questions.flatMap(([title, question]) => [`## ${title}`, '', `NOT STATED. ${question}`, '']),
  ].join('\n');
}

type Question = readonly [title: string, question: string];

const COMMON: readonly Question[] = [
  [
    'Training data',
    'Which sets, how many people and pictures, under which terms; how consent was given; what was held out.',
  ],
  ['Intended use', 'Cameras, wavelength of the infrared light, distances, light; what it must not be used for.'],
  ['By group', 'The figures above by sex, age and skin tone, with counts; the worst group first (R7).'],
  [
    'int8 and float',
    'Measured loss of the quantised file against the float one, and the processors it was measured on.',
  ],
  ['Not tested', 'What nobody looked at. Rows left out of the tables above count as not tested (R10).'],
  ['Certificates', 'Laboratory, standard, date, version and SHA-256 of the file that was tested.'],
];

const BY_ROLE: Readonly<Record<ModelEntry['role'], readonly Question[]>> = {
  detect: [
    [
      'Detection',
      'Recall of the main face in colour and in infrared, false faces, landmark error in eye distances; sets and counts.',
    ],
  ],
  padRgb: pad('colour'),
  padIr: pad('infrared'),
  embed: [
    [
      'Error rates',
      'FNMR at FMR 1e-4 and 1e-5 with intervals, counts of impostor and genuine pairs and of people (R6, R8).',
    ],
    ['Replacing it', 'Templates of another embedder mean nothing to it: every customer is enrolled again (R22).'],
  ],
};

function pad(light: string): readonly Question[] {
  return [
    [
      'Attacks',
      `APCER in ${light} per species with counts and Clopper-Pearson bounds, worst first; BPCER; non-response apart (R9). ` +
        'Rows of GB/T 41987: full photo, holed photo, cut-out photo, electronic photo, video, mask, head model (R10).',
    ],
    ['Deny-only', 'This output can refuse a face and never accept one (R11). State what it was not trained to refuse.'],
  ];
}
