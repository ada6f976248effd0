import { readFileSync } from 'node:fs';

const GLOBAL_HEADER = 24;
const PACKET_HEADER = 16;
const [IPV4, ARP] = [0x0800, 0x0806];
const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

/**
 * Whom a board talked to or tried to, as `tcp 10.0.2.2:8883`, each once: of every packet that it sent. What is not IPv4 is
 * named by its EtherType; ARP, which never leaves the wire it is on, is left out.
 *
 * @param file pcap with microseconds in this machine's byte order, of Ethernet frames (QEMU's filter-dump)
 * @param own the board's address
 */
export function peersOf(file: string, own: string): string[] {
  const bytes = readFileSync(file);
  const peers = new Set<string>();
  for (let at = GLOBAL_HEADER; at + PACKET_HEADER <= bytes.length; ) {
    const packet = bytes.subarray(at + PACKET_HEADER, at + PACKET_HEADER + bytes.readUInt32LE(at + 8));
    at += PACKET_HEADER + packet.length;
    const peer = peerOf(packet, own);
    if (peer) peers.add(peer);
  }
  return [...peers].sort();
}

function peerOf(packet: Buffer, own: string): string | null {
  const type = packet.readUInt16BE(12);
  if (type === ARP) return null;
  if (type !== IPV4) return `0x${type.toString(16)}`;
  const header = packet.subarray(14);
  const address = (offset: number) => header.subarray(offset, offset + 4).join('.');
  if (address(12) !== own) return null;
  const number = header[9] as number;
  const protocol = PROTOCOLS[number] ?? `protocol ${number}`;
  const port = number === 6 || number === 17 ? `:${header.readUInt16BE(((header[0] as number) & 15) * 4 + 2)}` : '';
  return `${protocol} ${address(16)}${port}`;
}
