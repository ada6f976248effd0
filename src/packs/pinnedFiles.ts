import type { Manifest } from '../vision/pack/manifest.ts';
import type { ExpectedFile } from '../vision/pack/readVerified.ts';

/** Every file that a manifest pins by its SHA-256: what a pack consists of beside manifest and signature. */
export function pinnedFiles({ models, calibration, cards = [] }: Manifest): ExpectedFile[] {
  const { match, pad } = calibration;
  const files = [...models, ...(match ? [match] : []), ...(pad ? [pad] : []), ...cards];
  // Two roles may share a file.
  return [...new Map(files.map((file) => [file.file, file])).values()];
}
