/** How a command ended. */
export type Ending =
  | { readonly kind: 'response'; readonly data: Uint8Array }
  /** NCK to every transmission, and nothing else: the only proof that a command was not executed. */
  | { readonly kind: 'refused'; readonly attempts: number }
  | { readonly kind: 'silence'; readonly acknowledged: boolean }
  | { readonly kind: 'unreadable'; readonly acknowledged: boolean }
  | { readonly kind: 'linkLost'; readonly acknowledged: boolean };
