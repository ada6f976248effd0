import { z } from 'zod';
import { path } from './path.ts';

const bytes = z
  .string()
  .regex(/^[0-9A-Fa-f]{2}( ?[0-9A-Fa-f]{2}){0,63}$/)
  .optional();

/** What each driver cannot do without. */
const needed = {
  gpio: ['device', 'line'],
  led: ['led'],
  serial: ['device', 'on', 'off'],
  'uvc-xu': ['unit', 'selector', 'on', 'off'],
  none: [],
} as const;

/** The `[vision.light]` section: who switches the infrared light, and how fast it follows (R13). docs/illuminator.md */
export const light = z
  .strictObject({
    driver: z
      .enum(['gpio', 'led', 'serial', 'uvc-xu', 'none'])
      .optional()
      .describe(
        'Who switches the infrared light. none: always lit, tier B is closed (R13). Unset: no face is accepted.',
      ),
    device: path
      .optional()
      .describe('GPIO chip, serial port, or camera with the extension unit (default: that of vision.ir).'),
    line: z.number().int().min(0).max(1023).optional().describe('Offset of the line on its chip (gpio).'),
    active_low: z.boolean().default(false).describe('The light is on while the line is low (gpio).'),
    led: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,63}$/)
      .optional()
      .describe('Name under /sys/class/leds (led).'),
    brightness: z
      .number()
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('Brightness when lit (led); unset: the largest it has.'),
    baud: z
      .union([z.literal(9600), z.literal(19200), z.literal(38400), z.literal(57600), z.literal(115200)])
      .default(9600)
      .describe('Line speed (serial).'),
    unit: z.number().int().min(1).max(255).optional().describe('Id of the extension unit (uvc-xu).'),
    selector: z.number().int().min(1).max(255).optional().describe('Control of the extension unit (uvc-xu).'),
    on: bytes.describe(
      'Bytes in hex that switch the light on (serial, uvc-xu); no others are ever sent but those below.',
    ),
    off: bytes.describe('Bytes in hex that switch the light off (serial, uvc-xu).'),
    acknowledge: bytes.describe('Bytes in hex that answer each command (serial); unset: none are awaited.'),
    on_delay_us: z
      .number()
      .int()
      .min(0)
      .max(500_000)
      .default(1000)
      .describe('Longest time from the end of the command to full light, microseconds.'),
    off_delay_us: z
      .number()
      .int()
      .min(0)
      .max(500_000)
      .default(1000)
      .describe('Longest time from the end of the command to darkness, microseconds.'),
    margin_us: z
      .number()
      .int()
      .min(0)
      .max(100_000)
      .default(2000)
      .describe("Uncertainty of the IR camera's timestamps, microseconds."),
    deadline_ms: z.number().int().min(10).max(2000).default(200).describe('Longest time a command may take.'),
    max_on_ms: z
      .number()
      .int()
      .min(500)
      .max(60_000)
      .default(3000)
      .describe('The light goes off this long after the last pair of a capture that asked for it (eye safety).'),
    journal: path.default('/run/tellersight-light').describe('Folder for what the light was set to before; a tmpfs.'),
  })
  .superRefine((value, context) => {
    for (const key of value.driver ? needed[value.driver] : []) {
      if (value[key] !== undefined) continue;
      context.addIssue({ code: 'custom', path: [key], message: `driver "${value.driver}" needs it` });
    }
    const { driver, on, off } = value;
    if (driver === 'uvc-xu' && on && off && on.replaceAll(' ', '').length !== off.replaceAll(' ', '').length) {
      context.addIssue({ code: 'custom', path: ['off'], message: 'a control has one length: as many bytes as "on"' });
    }
  });

export type LightConfig = z.infer<typeof light>;
