/** Sockets, lines and files on this machine that the devices of a terminal end in. */
export interface TerminalEnds {
  /** Pseudo-terminal of the dispenser simulator. */
  readonly dispenser: string;
  /** Disk with the scenes (image/scenes.ts). */
  readonly scenes: string;
  /** Becomes the socket that the light's cable is made of. */
  readonly light: string;
  /** Takes every packet that the board sends or gets, as tcpdump would write it. */
  readonly packets: string;
}

/** QEMU's id of the dispenser's USB adapter: what is pulled and put back. */
export const ADAPTER = {
  ...{ driver: 'usb-serial', id: 'adapter', chardev: 'dispenser', bus: 'usb.0', port: '1' },
} as const;

/** QEMU's arguments for the devices of firmware-config/boards/qemu-x86_64.toml, in the slots that its .rules name. */
export function terminalDevices({ dispenser, scenes, light, packets }: TerminalEnds): string[] {
  const adapter = Object.entries(ADAPTER).map(([key, value]) => (key === 'driver' ? value : `${key}=${value}`));
  return [
    ...['-device', 'qemu-xhci,id=usb,addr=0x12', '-chardev', `serial,id=dispenser,path=${dispenser}`],
    ...['-device', adapter.join(',')],
    // Two UARTs with a cable between them: the board's end, and the lamp's.
    ...['-chardev', `socket,id=lamp,path=${light},server=on,wait=off`, '-chardev', `socket,id=light,path=${light}`],
    ...['-device', 'pci-serial,chardev=light,addr=0x10', '-device', 'pci-serial,chardev=lamp,addr=0x11'],
    ...['-drive', `file=${scenes},if=none,id=scenes,format=raw,readonly=on`],
    ...['-device', 'virtio-blk-pci,drive=scenes,serial=scenes'],
    ...['-object', `filter-dump,id=packets,netdev=net,file=${packets}`],
  ];
}
