import type { Config } from '../../config/schema.ts';
import { withDeadline } from '../../lib/deadline.ts';
import { openSource } from '../../vision/capture/openSource.ts';
import type { CameraIdentity } from '../../vision/observation.ts';

const ANSWER_MS = 3000;

/** Opens the cameras and takes a pair; says who they are and what their light can do. */
export async function cameras({ vision }: Config): Promise<string> {
  const source = openSource(vision);
  try {
    await withDeadline(source.start(), ANSWER_MS, 'opening the cameras');
    const pair = await source.next(ANSWER_MS);
    const skewMs = (pair.skewUs / 1000).toFixed(1);
    pair.rgb.release();
    pair.ir.release();
    const names = source.cameras.map(cameraLine).join(', ');
    const { kind, coded } = source.emitter;
    // R13: without a code the upper tier is closed; a light nobody has named is not accepted at all.
    const closed = kind === 'none' ? 'tier B is closed' : 'every face is refused';
    const light = coded ? '' : ` cannot follow a light code: ${closed}`;
    return `${names}; a pair ${skewMs} ms apart; illuminator ${kind}${light}`;
  } finally {
    await source.stop();
  }
}

/** What a board profile pins (R14). */
function cameraLine({ channel, card, driver, busInfo, vendorId, productId, serial }: CameraIdentity): string {
  const usb = vendorId ? ` ${vendorId}:${productId} serial ${serial ?? 'none'}` : '';
  return `${channel} ${card} (${driver}${usb}) at ${busInfo}`;
}
