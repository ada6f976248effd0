import t from 'tap';
import { cameraPins } from '../../../src/commands/doctor/cameraPins.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { hasCode } from '../../../src/lib/errors.ts';

const camera = (name: string, pin: object) => ({ device: `/dev/${name}`, format: 'GREY', ...pin });

function pins(rgb: object, ir: object = rgb): string {
  const vision = { source: 'v4l2', rgb: camera('rgb', rgb), ir: camera('ir', ir) };
  const config = { vision: configSchema.shape.vision.parse(vision) } as Parameters<typeof cameraPins>[0];
  try {
    return cameraPins(config);
  } catch (error) {
    if (!hasCode(error, 'V4L2_UNPINNED')) throw error;
    return error.message;
  }
}

t.test('R14: a port and what is plugged in there', async (t) => {
  const port = { bus_info: 'usb-1' };
  const good = 'both cameras are pinned to their port and to what they are';
  t.equal(pins({ ...port, serial: 'SN1' }), good);
  t.equal(pins({ ...port, vendor_id: '1bcf', product_id: '2cb4' }), good);
  t.equal(pins({ ...port, driver: 'rkisp1' }), good, 'cameras of the board itself have no USB ids');
});

t.test('R14: what is missing is named, for each camera', async (t) => {
  const what = 'serial, vendor_id and product_id, or driver';
  t.equal(pins({}), `vision.rgb lacks bus_info and ${what}; vision.ir lacks bus_info and ${what}`);
  t.equal(pins({ bus_info: 'usb-1', serial: 'SN1' }, { serial: 'SN2' }), 'vision.ir lacks bus_info');
  t.equal(
    pins({ bus_info: 'usb-1', vendor_id: '1bcf' }, { bus_info: 'usb-2', serial: 'S' }),
    `vision.rgb lacks ${what}`,
  );
});

t.test('what is no camera needs no pin', async (t) => {
  const vision = configSchema.shape.vision.parse({ source: 'scene', scene_socket: '/run/scene.sock' });
  t.match(cameraPins({ vision } as Parameters<typeof cameraPins>[0]), 'source "scene"');
});
