/**
 * The seven attack types of GB/T 41987-2022, each with the words by which a species in a pack's calibration file is
 * recognised as one of it (R10). A type without a species is "not tested".
 */
export const attackTypes: readonly { readonly type: string; readonly species: RegExp }[] = [
  { type: 'full photo', species: /\b(print|full-?photo)\b/ },
  { type: 'holed photo', species: /\b(eye-?holes|holed?(-photo)?)\b/ },
  { type: 'cut-out photo', species: /\bcut-?out(-photo)?\b/ },
  { type: 'electronic photo', species: /\b(electronic-?photo|screen-?photo)\b/ },
  { type: 'video', species: /\b(tablet|video|replay)\b/ },
  { type: 'mask', species: /\bmask\b/ },
  { type: 'head model', species: /\bhead-?model\b/ },
];
