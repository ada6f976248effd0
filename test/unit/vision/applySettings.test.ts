import t from 'tap';
import { TellersightError } from '../../../src/lib/errors.ts';
import { applySettings } from '../../../src/vision/capture/applySettings.ts';
import type { CameraSettings } from '../../../src/vision/capture/cameraOptions.ts';

interface Simulated {
  readonly id: number;
  readonly name: string;
  readonly maximum: number;
  /** Menu entries it has not. */
  readonly without?: readonly number[];
  readonly roundsTo?: number;
}

const EXPOSURE_AUTO = { id: 0x009a0901, name: 'Auto Exposure', maximum: 3, without: [0, 2] };
const EXPOSURE = { id: 0x009a0902, name: 'Exposure Time, Absolute', maximum: 5000 };
const GAIN = { id: 0x00980913, name: 'Gain', maximum: 100 };
const AUTOGAIN = { id: 0x00980912, name: 'Gain, Automatic', maximum: 1 };
const AUTO_WHITE = { id: 0x0098090c, name: 'White Balance, Automatic', maximum: 1 };
const WHITE = { id: 0x0098091a, name: 'White Balance Temperature', maximum: 6500 };
const POWER = { id: 0x00980918, name: 'Power Line Frequency', maximum: 2 };
const BACKLIGHT = { id: 0x0098091c, name: 'Backlight Compensation', maximum: 4 };
const all = [EXPOSURE_AUTO, EXPOSURE, GAIN, AUTOGAIN, AUTO_WHITE, WHITE, POWER, BACKLIGHT];

/** Sets and tells in which order. */
function apply(settings: CameraSettings, controls: readonly Simulated[] = all): string[] {
  const calls: string[] = [];
  applySettings(
    {
      controls: () => controls.map(({ id, name, maximum }) => ({ id, name, minimum: 0, maximum, step: 1 })),
      setControl(id, value) {
        const control = controls.find((candidate) => candidate.id === id) as Simulated;
        if (value > control.maximum || control.without?.includes(value)) {
          throw new TellersightError('V4L2_CONTROL', 'Numerical result out of range');
        }
        calls.push(`${control.name} = ${value}`);
        return value - (value % (control.roundsTo ?? 1));
      },
    },
    settings,
  );
  return calls;
}

t.test('what the profile does not name stays', async (t) => {
  t.same(apply({}), []);
});

t.test('switches before the values they govern', async (t) => {
  t.same(
    apply({ exposure: 80, gain: 7, whiteBalance: 4600, powerLine: '50hz', controls: { backlight_compensation: 2 } }),
    [
      'Auto Exposure = 1',
      'Exposure Time, Absolute = 80',
      'Gain, Automatic = 0',
      'Gain = 7',
      'White Balance, Automatic = 0',
      'White Balance Temperature = 4600',
      'Power Line Frequency = 1',
      'Backlight Compensation = 2',
    ],
  );
});

t.test('automatic: aperture priority, or plain auto where a camera has that', async (t) => {
  t.same(apply({ exposure: 'auto', gain: 'auto', whiteBalance: 'auto' }), [
    'Auto Exposure = 3',
    'Gain, Automatic = 1',
    'White Balance, Automatic = 1',
  ]);
  t.same(apply({ exposure: 'auto' }, [{ ...EXPOSURE_AUTO, without: [2, 3] }]), ['Auto Exposure = 0']);
});

t.test('a camera without automatic gain has a fixed one', async (t) => {
  t.same(apply({ gain: 7 }, [GAIN]), ['Gain = 7']);
});

t.test('missing, refused and silently changed are errors with control and range', async (t) => {
  const code = 'V4L2_CONTROL';
  t.throws(() => apply({ whiteBalance: 5000 }, [GAIN, BACKLIGHT]), {
    code,
    message: 'the camera has no control for white_balance; it has: gain, backlight_compensation',
  });
  t.throws(() => apply({ controls: { zoom_absolute: 1 } }, [GAIN]), { code, message: /no control for zoom_absolute/ });
  t.throws(() => apply({ gain: 101 }), { code, message: /^gain \(Gain\) = 101: the camera refuses .* 0\.\.100 in/ });
  t.throws(() => apply({ powerLine: 'auto' }), { code, message: /power_line .* = 3/ });
  t.throws(() => apply({ gain: 33 }, [{ ...GAIN, roundsTo: 8 }]), { code, message: /the camera set 32 instead/ });
  t.throws(() => apply({ exposure: 'auto' }, [EXPOSURE]), { code });
});
