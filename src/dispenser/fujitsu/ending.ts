/** How a command ended. `written`: at least one byte of its frame left; without that nothing can have happened. */
export type Ending =
  | { readonly kind: 'response'; readonly data: Uint8Array }
  /** The device does not give us the line: no frame was written. */
  | { readonly kind: 'notStarted' }
  /** DLE NAK to every transmission, and nothing else: the only proof that a written command was not executed. */
  | { readonly kind: 'refused'; readonly attempts: number }
  | { readonly kind: 'silence'; readonly acknowledged: boolean }
  | { readonly kind: 'unreadable'; readonly acknowledged: boolean }
  | { readonly kind: 'linkLost'; readonly written: boolean };
