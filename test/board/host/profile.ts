export interface Node {
  readonly device: string;
  readonly driver: string;
  /** Drivers the profile allows by name; default: this one. */
  readonly allow?: readonly string[];
  readonly buffers?: number;
}

/** A board profile with two cameras of 640 x 480, as TOML. */
export function profile(rgb: Node, ir: Node, fps = 15): string {
  const section = (name: string, format: string, { device, driver, allow = [driver], buffers }: Node) =>
    [
      `[vision.${name}]`,
      `device = "${device}"`,
      `format = "${format}"`,
      `fps = ${fps}`,
      `driver = "${driver}"`,
      `allow_drivers = ${JSON.stringify(allow)}`,
      ...(buffers ? [`buffers = ${buffers}`] : []),
    ].join('\n');
  const terminal = '[terminal]\nid = "B0001"\nsite = "bench"\ncurrency = "CNY"\n';
  // Nobody opens them: it is vision that is tested.
  const names = ['bank_verify', 'board_decrypt', 'board_sign', 'token_hmac', 'present_hmac'];
  const keys = `[keys]\n${names.map((name) => `${name} = "/nowhere/${name}"\n`).join('')}`;
  const vision = '[vision]\nsource = "v4l2"\n';
  return [terminal, keys, vision, section('rgb', 'YUYV', rgb), section('ir', 'GREY', ir), ''].join('\n');
}
