/** An amount as the device writes it: u32 LE in minor units and three ASCII letters (protocol version 6). */
export interface Money {
  readonly valueMinor: number;
  readonly currency: string;
}
