import type { Config } from '../../config/schema.ts';
import { TellersightError } from '../../lib/errors.ts';

/** R14: whether a camera that is exchanged would be noticed. Which values to pin stands in the line of `cameras`. */
export function cameraPins({ vision }: Config): string {
  if (vision.source !== 'v4l2') return `source "${vision.source}" has no camera to pin`;
  const missing = (['rgb', 'ir'] as const).flatMap((channel) => {
    const { bus_info, vendor_id, product_id, serial, driver } = vision[channel];
    // Where it is plugged in, and what it is. A serial number would be better, but many cameras have none.
    const what = serial ?? (vendor_id && product_id) ?? driver;
    const lacking = [bus_info ? [] : ['bus_info'], what ? [] : ['serial, vendor_id and product_id, or driver']].flat();
    return lacking.length === 0 ? [] : [`vision.${channel} lacks ${lacking.join(' and ')}`];
  });
  if (missing.length > 0) throw new TellersightError('V4L2_UNPINNED', missing.join('; '));
  return 'both cameras are pinned to their port and to what they are';
}
