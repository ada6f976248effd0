import type { Image } from '../image/index.ts';

const KERNEL = [
  ...['console=ttyS0,115200', 'quiet', 'loglevel=4', 'panic=-1', 'systemd.show_status=0'],
  // An emulated processor's clock is steady and it needs no protection from itself.
  ...['mitigations=off', 'tsc=reliable', 'no_timer_check'],
];

/**
 * QEMU's command line: an emulated PC, since the machines that test have no KVM. `folder` takes sockets and the console.
 * The board's time goes on with the instructions it executes (`-icount`, one per nanosecond; with the host's while it
 * waits): on a busy host it is slower, but no deadline of its own passes because of that.
 */
export function qemuArguments(image: Image, folder: string, extra: readonly string[]): string[] {
  return [
    ...['-accel', 'tcg,tb-size=512', '-icount', 'shift=0,sleep=on', '-rtc', 'clock=vm'],
    ...['-cpu', 'max', '-m', '2048', '-machine', 'q35'],
    ...['-nodefaults', '-no-reboot', '-display', 'none', '-serial', `file:${folder}/console.log`],
    ...['-kernel', image.kernel, '-initrd', image.initrd, '-append', KERNEL.join(' ')],
    ...['-drive', `file=${image.root},if=none,id=root,format=raw,readonly=on`, '-device', 'virtio-blk-pci,drive=root'],
    ...['-device', 'virtio-rng-pci'],
    ...['-qmp', `unix:${folder}/qmp,server=off`, '-chardev', `socket,id=agent,path=${folder}/agent,server=off`],
    ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=agent,name=agent'],
    ...['-netdev', 'user,id=net', '-device', 'virtio-net-pci,netdev=net,romfile='],
    ...extra,
  ];
}
