import { z } from 'zod';
import { camera } from './camera.ts';
import { light } from './light.ts';
import { path } from './path.ts';

/**
 * The configuration: one zod schema gives validation, defaults, JSON Schema and the docs page.
 * File < environment (TELLERSIGHT_<SECTION>_<KEY>) < flags. TOML, see firmware-config/boards/.
 */
const ms = (low: number, high: number) => z.number().int().min(low).max(high);

const terminal = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/)
    .describe('Terminal id as the bank knows it; part of every topic and record.'),
  site: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/)
    .default('site')
    .describe('Site name; part of every topic.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY')
    .describe('ISO 4217 code of the notes in the cassettes.'),
  bench: z
    .boolean()
    .default(false)
    .describe('A bench board: frames may come from a simulator or a recording. Never true where real cash is.'),
});

const paths = z.strictObject({
  state: path.default('/var/lib/tellersight').describe('Journal and evidence; must survive reboots.'),
  run: path.default('/run/tellersight').describe('Sockets; a tmpfs.'),
  packs: path.optional().describe('Folder that model packs are installed in and looked for first.'),
});

const packs = z.strictObject({
  signers: z
    .record(
      z.string().regex(/^[A-Za-z0-9_-]{1,32}$/),
      // RFC 8410: SubjectPublicKeyInfo of an Ed25519 key is this prefix and 32 bytes.
      z
        .string()
        .regex(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/, 'must be the base64 line of an Ed25519 public key (PEM)'),
    )
    .default({})
    .describe('Whose model packs are taken: name = "the base64 line of `openssl pkey -in KEY -pubout`".'),
});

const vision = z.strictObject({
  source: z
    .enum(['v4l2', 'scene', 'replay'])
    .default('v4l2')
    .describe('Where frames come from; scene and replay are for benches.'),
  scene_socket: path.optional().describe('Unix socket of the scene simulator (source = "scene").'),
  recording: path.optional().describe('Recording file (source = "replay").'),
  pack: z
    .string()
    .min(1)
    .default('default')
    .describe('Model pack: a name, a folder, or active: the one `tellersight models install` made so.'),
  threads: z.number().int().min(1).max(16).default(1).describe('Threads of the neural runtime.'),
  rgb: camera.prefault({ format: 'YUYV' }),
  ir: camera.prefault({ format: 'GREY' }),
  light: light.prefault({}),
  max_skew_ms: ms(1, 50).default(50).describe('Largest time between the two frames of a pair (R12).'),
  rig_offset_x: z.number().min(-1).max(1).default(0).describe('Face centre IR minus RGB, in box widths, at 0.5 m.'),
  rig_offset_y: z.number().min(-1).max(1).default(0).describe('Face centre IR minus RGB, in box heights, at 0.5 m.'),
  start_child: z
    .boolean()
    .default(true)
    .describe('`tellersight run` starts vision itself; false under systemd, where it is a unit.'),
});

const policy = z.strictObject({
  tier_a_limit_minor: z
    .number()
    .int()
    .min(1)
    .default(50_000)
    .describe('Up to here the face at tier_a_fmr suffices beside the PIN (R4).'),
  tier_a_fmr: z.number().min(1e-8).max(1e-2).default(1e-4).describe('Asked false match rate of tier A.'),
  tier_b_limit_minor: z
    .number()
    .int()
    .min(1)
    .default(300_000)
    .describe('Up to here with an independent phone factor; above there is no face route.'),
  tier_b_fmr: z.number().min(1e-8).max(1e-2).default(1e-5).describe('Asked false match rate of tier B.'),
  id_status_max_age_s: z.number().int().min(1).max(600).default(60).describe('Oldest acceptable ID status (R3).'),
  phone_min_age_days: z
    .number()
    .int()
    .min(0)
    .max(3650)
    .default(30)
    .describe('A phone bound later than this does not count (R2).'),
  max_correspondence: z
    .number()
    .min(0.05)
    .max(0.3)
    .default(0.3)
    .describe('Largest distance of RGB and IR face, in box widths (R12).'),
  ambient_ir_limit: z
    .number()
    .min(1)
    .max(255)
    .default(120)
    .describe('Unlit IR luma of the face above this is refused with AMBIENT_IR (R15).'),
  attempts_per_session: z
    .number()
    .int()
    .min(1)
    .max(3)
    .default(3)
    .describe('Failed verifications after which a session ends (R5).'),
  failures_before_delay: z
    .number()
    .int()
    .min(1)
    .max(5)
    .default(5)
    .describe('Consecutive failures of an account before a delay (R5).'),
  failure_delay_s: z.number().int().min(30).max(86_400).default(30).describe('Length of that delay.'),
  failures_before_off: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(50)
    .describe('Failures of an account that switch its face route off (R5).'),
  poor_captures_per_session: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(6)
    .describe('Captures of inadequate quality per session (R5).'),
});

const session = z.strictObject({
  nonce_lifetime_s: z
    .number()
    .int()
    .min(2)
    .max(120)
    .default(120)
    .describe('Seconds in which a token for a nonce must arrive (R17).'),
  decision_lifetime_s: z
    .number()
    .int()
    .min(2)
    .max(30)
    .default(30)
    .describe('A token must arrive this soon after its decision (R18).'),
  capture_timeout_ms: ms(1000, 60_000).default(15_000).describe('One capture.'),
  idle_timeout_s: z.number().int().min(5).max(600).default(120).describe('An idle session is closed.'),
});

const keys = z.strictObject({
  bank_verify: path.describe("Bank's Ed25519 public key (JWK) that signs verification bundles."),
  board_decrypt: path.describe("This board's private key (JWK, X25519 or P-256) that templates are encrypted to."),
  board_sign: path.describe("This board's Ed25519 private key (JWK) for decisions and evidence checkpoints."),
  token_hmac: path.describe('256-bit key of dispense tokens (hex file): XFSAuthenticateHost.'),
  present_hmac: path.describe('256-bit key of present-status tokens (hex file): XFSAuthenticateDevice.'),
});

const byte = z.number().int().min(0).max(255);

const cassette = z.strictObject({
  value_minor: z.number().int().min(1).describe('Value of one note in minor units.'),
  near_end_notes: z
    .number()
    .int()
    .min(1)
    .max(5000)
    .optional()
    .describe('Notes left when the near-end sensor trips; lets the counters be held against it (R20).'),
  length_max: byte.optional().describe('Longest note in device units (fujitsu-f53), e.g. 0xA6.'),
  length_min: byte.optional().describe('Shortest note in device units (fujitsu-f53), e.g. 0x92.'),
  thickness: byte.optional().describe('Thickness of a note in device units (fujitsu-f53), e.g. 0x0D.'),
});

const dispenser = z.strictObject({
  driver: z
    .enum(['puloon-lcdm2000', 'puloon-lcdm4000', 'itl-ssp', 'fujitsu-f53', 'none'])
    .default('none')
    .describe('Wire protocol; none = the board refuses every payout.'),
  port: path.optional().describe('Serial device; use /dev/serial/by-path.'),
  baud: z
    .union([z.literal(9600), z.literal(19200), z.literal(38400)])
    .default(9600)
    .describe('Line speed.'),
  parity: z.enum(['none', 'even']).default('none').describe('Parity.'),
  modem_lines: z
    .array(z.enum(['cts', 'dsr', 'dcd']))
    .default([])
    .describe('Inputs the device keeps on while it has power; losing one counts as a cut line (R20).'),
  cassettes: z
    .array(cassette)
    .min(1)
    .max(4)
    .default([{ value_minor: 10_000 }])
    .describe('Upper cassette first.'),
  ack_timeout_ms: ms(50, 5000).default(700).describe('500 ms by the specification, with margin.'),
  response_timeout_ms: ms(500, 120_000).default(65_000).describe('60 s by the specification, with margin.'),
  max_notes_per_command: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(20)
    .describe('Small counts bound what a damaged command could cost.'),
  allowed_checksums: z
    .array(z.string().regex(/^[0-9A-F]{4}$/))
    .default([])
    .describe('Firmware checksums allowed; empty = any.'),
  ssp_address: z.number().int().min(0).max(125).default(0).describe('Address of the device on the line (itl-ssp).'),
  ssp_key: path.optional().describe('Fixed half of the eSSP key: file with 16 hex digits (itl-ssp).'),
  allow_default_key: z
    .boolean()
    .default(false)
    .describe('Accept the eSSP key that every manual prints (itl-ssp). For benches: anybody can compute it.'),
  delivery: z
    .enum(['count', 'count-and-transport'])
    .default('count')
    .describe('What pays (fujitsu-f53): the count alone, or for units with a pool count and transport.'),
  near_empty: z
    .enum(['first', 'last'])
    .default('last')
    .describe('Of cassettes with the same note: take from the near-empty one first (to exchange it) or last.'),
  poll_interval_s: z
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(10)
    .describe('How often the idle device is asked for its identity and status (R20).'),
  max_payouts_per_hour: z.number().int().min(0).max(3600).default(60).describe('Velocity limit; 0 = none.'),
  max_minor_per_hour: z.number().int().min(0).default(0).describe('Velocity limit in minor units; 0 = none.'),
  max_minor_per_day: z.number().int().min(0).default(0).describe('Velocity limit in minor units; 0 = none.'),
  operators: path.optional().describe('Public keys (JWK set, Ed25519, kid = operator) that may sign reconciliations.'),
  signed_reconciliation: z
    .boolean()
    .default(false)
    .describe('Only a statement signed by one of the operators lifts a lock.'),
});

const fleet = z.strictObject({
  enabled: z.boolean().default(true).describe('Report over MQTT.'),
  url: z
    .string()
    .regex(/^(mqtt|mqtts):\/\/[^\s]+$/)
    .default('mqtt://127.0.0.1:1883')
    .describe('Broker.'),
  protocol_version: z
    .union([z.literal(4), z.literal(5)])
    .default(5)
    .describe('4 = MQTT 3.1.1, 5 = MQTT 5.'),
  base: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/)
    .default('tellersight')
    .describe('First level of every topic.'),
  allow_plaintext: z
    .boolean()
    .default(false)
    .describe('Allow mqtt:// without TLS to a broker on another machine (R25 wants TLS).'),
  ca: path.optional().describe('CA certificate (PEM), read at every connect.'),
  cert: path.optional().describe('Client certificate (PEM).'),
  key: path.optional().describe('Client key (PEM).'),
  keepalive_s: z
    .number()
    .int()
    .min(5)
    .max(3600)
    .default(30)
    .describe('A broker that hears nothing for one and a half times so long ends the connection (MQTT keep alive).'),
  health_interval_s: z.number().int().min(1).max(3600).default(30).describe('Health is published at least this often.'),
  outbox_max_rows: z
    .number()
    .int()
    .min(100)
    .max(10_000_000)
    .default(100_000)
    .describe('Bound of the disk queue; when it is full the payout route closes rather than drop an event.'),
});

const evidence = z.strictObject({
  checkpoint_entries: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(100)
    .describe('Entries after which a signed checkpoint is made (R24).'),
  checkpoint_seconds: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(60)
    .describe('... and seconds, whichever is first (R24).'),
});

const atm = z.strictObject({
  endpoint: z
    .string()
    .regex(/^(ipc|tcp):\/\/\S+$/)
    .default('ipc:///run/tellersight/atm/commands.sock')
    .describe('ROUTER socket of the local API.'),
  events: z
    .string()
    .regex(/^(ipc|tcp):\/\/\S+$/)
    .default('ipc:///run/tellersight/atm/events.sock')
    .describe('PUB socket of the local API.'),
  curve_secret: path.optional().describe('CURVE server key pair file; required for tcp://.'),
  curve_clients: z.array(z.string().length(40)).default([]).describe('Z85 public keys of allowed clients (tcp://).'),
});

export const configSchema = z
  .strictObject({
    terminal,
    paths: paths.prefault({}),
    packs: packs.prefault({}),
    vision: vision.prefault({}),
    policy: policy.prefault({}),
    session: session.prefault({}),
    keys,
    dispenser: dispenser.prefault({}),
    fleet: fleet.prefault({}),
    evidence: evidence.prefault({}),
    atm: atm.prefault({}),
  })
  .superRefine(({ terminal, vision, fleet }, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    // R14: a stream that anybody can write is no camera.
    if (vision.source !== 'v4l2' && !terminal.bench) {
      refuse(
        ['vision', 'source'],
        `"${vision.source}" is no camera; only a bench board may use it (terminal.bench = true)`,
      );
    }
    const { protocol, hostname } = new URL(fleet.url);
    if (fleet.enabled && protocol === 'mqtt:' && !isLoopback(hostname) && !fleet.allow_plaintext) {
      refuse(
        ['fleet', 'url'],
        'a broker on another machine needs mqtts:// (or fleet.allow_plaintext = true on a closed network)',
      );
    }
  });

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

export type Config = z.infer<typeof configSchema>;
